public import Diagnostics
public import Formats
public import Graph

/// Reads `run_results.json`, dbt's or our own: for `result:` selection and retries.
public enum RunResultsReader {
    /// Reads the text of run results. Throws `json-syntax`, or `artifact-version` for a schema version that cannot be read.
    public static func read(_ file: SourceFile) throws(Diagnostic) -> RunResults {
        try results(from: JSONReader.read(file, options: .artifact), path: file.path)
    }

    /// Run results from their parsed JSON. `path` is named in messages.
    public static func results(from value: ConfigValue, path: String) throws(Diagnostic) -> RunResults {
        let stored = StoredFields(value)
        let metadata = stored.fields("metadata")
        try ArtifactKind.runResults.check(metadata.text("dbt_schema_version"), path: path)
        var results = RunResults(
            results: stored.values("results").compactMap { RunResult(stored: StoredFields($0)) },
            elapsedTime: stored.number("elapsed_time") ?? 0, generatedAt: metadata.text("generated_at", or: ""),
            arguments: stored.mapping("args"))
        results.invocationStartedAt = metadata.text("invocation_started_at")
        return results
    }
}

extension RunResult {
    fileprivate init?(stored: StoredFields) {
        guard let id = stored.text("unique_id"), let status = stored.text("status").flatMap(NodeStatus.init(rawValue:)) else { return nil }
        self.init(uniqueID: id, node: nil, status: status, message: stored.text("message"))
        timing = stored.timing
        threadID = stored.text("thread_id", or: "")
        executionTime = stored.number("execution_time") ?? 0
        adapterResponse = stored.mapping("adapter_response")
        failures = stored.integer("failures")
        batches = stored.value("batch_results").map.map { BatchResults(stored: StoredFields($0)) }
        if stored.map["overload_results"]?.map != nil {
            let written = stored.fields("overload_results")
            var results = OverloadResults()
            results.successful = written.texts("successful")
            results.failed = written.texts("failed")
            overloads = results
        }
        code = RunCode(
            isCompiled: stored.flag("compiled"), text: stored.text("compiled_code"), relationName: stored.text("relation_name"))
    }
}

extension BatchResults {
    fileprivate init(stored: StoredFields) {
        func windows(_ name: String) -> [EventTimeWindow] {
            stored.values(name).compactMap { pair in
                guard let ends = pair.list, ends.count == 2, let start = ends[0].string.flatMap({ Timestamp(iso: $0) }),
                    let end = ends[1].string.flatMap({ Timestamp(iso: $0) })
                else { return nil }
                return EventTimeWindow(start: start, end: end)
            }
        }
        self.init(successful: windows("successful"), failed: windows("failed"))
    }
}

extension StoredFields {
    /// The steps under `timing`.
    var timing: [Timing] {
        values("timing").map { value in
            let step = StoredFields(value)
            return Timing(
                name: step.text("name", or: ""), startedAt: step.text("started_at", or: ""), completedAt: step.text("completed_at", or: ""))
        }
    }

    /// The facts under `metadata` that all artifacts share.
    var artifactMetadata: ArtifactMetadata {
        ArtifactMetadata(
            generatedAt: text("generated_at", or: ""), invocationID: text("invocation_id", or: ""),
            invocationStartedAt: text("invocation_started_at", or: ""), env: mapping("env").map { ($0.name, $0.value.string ?? "") },
            dbtVersion: text("dbt_version", or: ""))
    }
}

/// Reads `sources.json`, dbt's or our own: for `source_status:` selection.
public enum SourcesReader {
    /// Reads the text of freshness results. Throws `json-syntax`, or `artifact-version` for a schema version that cannot be read.
    public static func read(_ file: SourceFile) throws(Diagnostic) -> FreshnessResults {
        let stored = StoredFields(try JSONReader.read(file, options: .artifact))
        let metadata = stored.fields("metadata")
        try ArtifactKind.sources.check(metadata.text("dbt_schema_version"), path: file.path)
        return FreshnessResults(
            metadata: metadata.artifactMetadata, results: stored.values("results").map { FreshnessResult(stored: StoredFields($0)) },
            elapsedTime: stored.number("elapsed_time") ?? 0)
    }
}

extension FreshnessResult {
    fileprivate init(stored: StoredFields) {
        let id = stored.text("unique_id", or: "")
        guard let loaded = stored.text("max_loaded_at"), let asked = stored.text("snapshotted_at") else {
            self.init(uniqueID: id, outcome: .failed(message: stored.text("error")))
            return
        }
        let measurement = Measurement(
            maxLoadedAt: loaded, snapshottedAt: asked, age: stored.number("max_loaded_at_time_ago_in_s") ?? 0,
            status: stored.text("status").flatMap(NodeStatus.init(rawValue:)) ?? .runtimeError, criteria: stored.value("criteria"),
            adapterResponse: stored.mapping("adapter_response"), timing: stored.timing, threadID: stored.text("thread_id", or: ""),
            executionTime: stored.number("execution_time") ?? 0)
        self.init(uniqueID: id, outcome: .measured(measurement))
    }
}

public import Formats
public import Graph

/// `run_results.json`.
public struct RunResultsJSON: ArtifactContent {
    /// Schema v6.
    public static var kind: ArtifactKind { .runResults }
    private let results: RunResults
    private let metadata: ArtifactMetadata

    /// The artifact of a run. `metadata.generatedAt` gives way to the results' own time.
    public init(_ results: RunResults, metadata: ArtifactMetadata) {
        self.results = results
        self.metadata = metadata
    }

    /// Writes the results in the order the nodes ended.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.object("metadata") { json in
            var metadata = metadata
            metadata.generatedAt = results.generatedAt
            json.metadataMembers(metadata, Self.kind)
        }
        json.key("results")
        json.beginArray()
        for result in results.results { write(result, to: &json) }
        json.endArray()
        json.seconds("elapsed_time", results.elapsedTime)
        json.member("args", .map(results.arguments))
        json.endObject()
    }

    private func overloads(_ results: OverloadResults?) -> ConfigValue {
        guard let results else { return .null }
        return .map([
            "successful": .list(results.successful.map(ConfigValue.string)), "failed": .list(results.failed.map(ConfigValue.string)),
        ])
    }

    private func write(_ result: RunResult, to json: inout JSONWriter) {
        let code = result.code ?? RunCode(result.node)
        json.beginObject()
        json.member("status", result.status.rawValue)
        json.timing(result.timing)
        json.member("thread_id", result.threadID)
        json.seconds("execution_time", result.executionTime, ran: !result.timing.isEmpty)
        json.member("adapter_response", .map(result.adapterResponse))
        json.member("message", result.message)
        json.member("failures", result.failures.map(ConfigValue.int) ?? .null)
        json.member("unique_id", result.uniqueID)
        json.member("compiled", code.isCompiled.map(ConfigValue.bool) ?? .null)
        json.member("compiled_code", code.text)
        json.member("relation_name", code.relationName)
        json.member("batch_results", result.batches?.value ?? .null)
        json.member("overload_results", overloads(result.overloads))
        json.endObject()
    }
}

extension BatchResults {
    /// The batches as pairs of moments.
    fileprivate var value: ConfigValue {
        func pairs(_ windows: [EventTimeWindow]) -> ConfigValue {
            .list(windows.map { .list([.string($0.start.zonedText), .string($0.end.zonedText)]) })
        }
        return .map(["successful": pairs(successful), "failed": pairs(failed)])
    }
}

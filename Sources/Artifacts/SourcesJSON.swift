public import Formats
public import Graph

/// `sources.json`.
public struct SourcesJSON: ArtifactContent {
    /// Schema v3.
    public static var kind: ArtifactKind { .sources }
    private let results: FreshnessResults

    /// The artifact of a freshness run.
    public init(_ results: FreshnessResults) { self.results = results }

    /// Writes the results in the order they came in.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.object("metadata") { $0.metadataMembers(results.metadata, Self.kind) }
        json.key("results")
        json.beginArray()
        for result in results.results { write(result, to: &json) }
        json.endArray()
        json.seconds("elapsed_time", results.elapsedTime)
        json.endObject()
    }

    private func write(_ result: FreshnessResult, to json: inout JSONWriter) {
        json.beginObject()
        json.member("unique_id", result.uniqueID)
        switch result.outcome {
        case .failed(let message):
            json.member("error", message)
            json.member("status", NodeStatus.runtimeError.rawValue)
        case .measured(let measurement):
            json.member("max_loaded_at", measurement.maxLoadedAt)
            json.member("snapshotted_at", measurement.snapshottedAt)
            json.seconds("max_loaded_at_time_ago_in_s", measurement.age)
            json.member("status", measurement.status.rawValue)
            json.member("criteria", measurement.criteria)
            json.member("adapter_response", .map(measurement.adapterResponse))
            json.timing(measurement.timing)
            json.member("thread_id", measurement.threadID)
            json.seconds("execution_time", measurement.executionTime)
        }
        json.endObject()
    }
}

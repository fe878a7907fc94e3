public import Formats
import Graph

/// A value that can be written as one of dbt's artifacts.
public protocol ArtifactContent: Sendable {
    /// Which artifact it becomes.
    static var kind: ArtifactKind { get }
    /// Writes the whole JSON object, key by key in dbt's order.
    func write(to json: inout JSONWriter)
}

extension ArtifactContent {
    /// The whole text, for what is small enough to stand in memory.
    public func bytes() throws -> [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return try json.finish()
    }
}

extension JSONWriter {
    /// Opens an object under a key, writes its members, closes it.
    mutating func object(_ name: String, _ members: (inout JSONWriter) -> Void) {
        key(name)
        beginObject()
        members(&self)
        endObject()
    }

    /// Writes a list of texts under a key.
    mutating func texts(_ name: String, _ texts: [String]) {
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    mutating func member(_ name: String, _ text: String?) {
        key(name)
        string(text)
    }

    mutating func member(_ name: String, _ content: ConfigValue) {
        key(name)
        value(content)
    }

    /// Seconds; dbt writes a plain `0` for what never ran.
    mutating func seconds(_ name: String, _ seconds: Double, ran: Bool = true) {
        key(name)
        if !ran, seconds == 0 { int(0) } else { double(seconds) }
    }

    /// The members of `metadata` that all artifacts share.
    mutating func metadataMembers(_ metadata: ArtifactMetadata, _ kind: ArtifactKind) {
        member("dbt_schema_version", kind.schemaVersion)
        member("dbt_version", metadata.dbtVersion)
        member("generated_at", metadata.generatedAt)
        member("invocation_id", metadata.invocationID)
        member("invocation_started_at", metadata.invocationStartedAt)
        object("env") { json in
            for (name, text) in metadata.env { json.member(name, text) }
        }
    }

    /// A list of steps under `timing`.
    mutating func timing(_ steps: [Timing]) {
        key("timing")
        beginArray()
        for step in steps {
            beginObject()
            member("name", step.name)
            member("started_at", step.startedAt)
            member("completed_at", step.completedAt)
            endObject()
        }
        endArray()
    }
}

import Context
import Formats
import Graph
import Jinja
import Project

/// A result as `on-run-end` hooks see it in `results`.
final class RunResultObject: Object {
    private let result: RunResult
    private let manifest: Manifest

    /// Wraps a result over a project.
    init(_ result: RunResult, in manifest: Manifest) {
        self.result = result
        self.manifest = manifest
    }

    /// The manifest fields of what the result is about.
    private lazy var fields: DictObject? =
        if let node = result.node {
            node.manifestFields(.graph).jinjaDict()
        } else {
            manifest.sources[result.uniqueID]?.manifestValue(.graph).jinjaDict()
        }

    override var typeName: String { "RunResult" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "status": .string(result.status.rawValue)
        case "node": fields.map { .object(ResultNodeObject($0)) } ?? Value.none
        case "unique_id": .string(result.uniqueID)
        case "message", "error": result.message.map(Value.string) ?? Value.none
        case "failures": result.failures.map(Value.int) ?? Value.none
        case "execution_time": .float(result.executionTime)
        case "thread_id": .string(result.threadID)
        case "timing": .object(ListObject(timing))
        case "max_loaded_at": result.freshness.flatMap { DateConversion.timestamp($0.maxLoadedAt) }
        case "snapshotted_at": result.freshness.flatMap { DateConversion.timestamp($0.snapshottedAt) }
        case "age": result.freshness.map { .float($0.age) }
        case "adapter_response": .object(result.adapterResponse.jinjaDict())
        default: nil
        }
    }

    override func method(_ name: String) -> Method? { name == "to_dict" ? Self.toDict : nil }

    private var timing: [Value] { result.timing.map { .object(TimingObject($0)) } }

    private static let toDict = Method("to_dict", Signature("omit_none=")) { receiver, _, renderer in
        guard let object: RunResultObject = receiver.object() else { return .none }
        let dict = DictObject()
        for name in ["status", "timing", "thread_id", "execution_time", "adapter_response", "message", "failures", "unique_id"] {
            dict[name] = try object.attribute(name, renderer) ?? Value.none
        }
        dict["timing"] = .object(ListObject(object.result.timing.map { .object(TimingObject.dict($0)) }))
        for name in ["max_loaded_at", "snapshotted_at", "age"] { dict[name] = try object.attribute(name, renderer) }
        if let fields = object.fields { dict["node"] = .object(fields) }
        return .object(dict)
    }
}

/// One part of a result's `timing`: dbt's `TimingInfo`, its moments naive datetimes in UTC.
private final class TimingObject: Object {
    private let timing: Timing

    init(_ timing: Timing) { self.timing = timing }

    override var typeName: String { "TimingInfo" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "name": .string(timing.name)
        case "started_at": .object(try DatetimeObject(naiveISO: timing.startedAt))
        case "completed_at": .object(try DatetimeObject(naiveISO: timing.completedAt))
        default: nil
        }
    }

    override func method(_ name: String) -> Method? { name == "to_dict" ? Self.toDict : nil }

    /// The part as plain texts, as `to_dict` gives it.
    static func dict(_ timing: Timing) -> DictObject {
        DictObject([
            ("name", .string(timing.name)), ("started_at", .string(timing.startedAt)), ("completed_at", .string(timing.completedAt)),
        ])
    }

    private static let toDict = Method("to_dict", Signature("omit_none=")) { receiver, _, _ in
        receiver.object(TimingObject.self).map { .object(dict($0.timing)) } ?? .none
    }
}

/// The node of a result: its manifest fields as attributes.
private final class ResultNodeObject: Object {
    private let fields: DictObject

    init(_ fields: DictObject) { self.fields = fields }

    override var typeName: String { fields["resource_type"]?.text == "source" ? "SourceDefinition" : "ModelNode" }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        guard name == "config", let config: DictObject = fields[name]?.object() else { return fields[name] }
        return .object(ResultConfigObject(config))
    }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try key.text.flatMap { try attribute($0, renderer) } }
    override func method(_ name: String) -> Method? { name == "to_dict" ? Self.toDict : nil }

    private static let toDict = Method("to_dict", Signature("omit_none=")) { receiver, _, _ in
        receiver.object(ResultNodeObject.self).map { .object($0.fields) } ?? .none
    }
}

/// The configuration of a result's node. A key that is not there is None, as in dbt, and not undefined as in `model.config`.
private final class ResultConfigObject: Object {
    private let fields: DictObject

    init(_ fields: DictObject) { self.fields = fields }

    override var typeName: String { "NodeConfig" }
    override var isMapping: Bool { true }
    override var length: Int? { fields.length }
    override func makeIterator() throws -> ValueIterator? { try fields.makeIterator() }
    override func contains(_ needle: Value) throws -> Bool? { try fields.contains(needle) }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { try fields.item(key, renderer) ?? Value.none }
    override func method(_ name: String) -> Method? { name == "get" || name == "to_dict" ? Self.methods[name] : nil }

    private static let methods: [String: Method] = [
        "get": Method("get", Signature("key", "default=")) { receiver, arguments, renderer in
            try receiver.object(ResultConfigObject.self)?.fields.item(arguments.value(0), renderer) ?? arguments.value(1)
        },
        "to_dict": Method("to_dict", Signature("omit_none=")) { receiver, _, _ in
            receiver.object(ResultConfigObject.self).map { .object($0.fields) } ?? .none
        },
    ]
}

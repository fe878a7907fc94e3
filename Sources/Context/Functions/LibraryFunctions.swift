import Diagnostics
import Formats
import Graph
import Jinja
import Project

/// Python's library as templates know it: `tojson`, `fromyaml`, `zip`, `modules`, `run_started_at` and the like.
let libraryFunctions: [ContextFunction] =
    pureFunctionNames.map { name in ContextFunction(name) { $0.pureFunctions[name] } } + [
        ContextFunction("modules") { context in
            PythonModules.make { [output = context.world.output, node = context.nodeID] in try output.warn(.itertools, node: node) }
        },
        ContextFunction("run_started_at") { context in
            let started = context.world.invocation.startedAt
            let zone = FixedZone.utc()
            return (try? DatetimeObject(unixSeconds: started.seconds, microseconds: started.microseconds, zone: zone)).map(Value.object)
        },
    ]

private let pureFunctionNames = PureFunctions.all(yaml: YAMLText.functions).map(\.name)

extension RenderContext {
    /// The pure functions by name, made for this rendering.
    fileprivate var pureFunctions: [String: Value] {
        Dictionary(PureFunctions.all(yaml: YAMLText.functions).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

/// `fromyaml` and `toyaml` over the project's own YAML reader and writer.
private enum YAMLText {
    static var functions: PureFunctions.YAML { PureFunctions.YAML(load: load, dump: dump) }

    private static func load(_ text: String) throws -> Value {
        let (value, diagnostics) = YAMLReader.read(SourceText.file(text))
        guard let value else { throw JinjaError(.value, diagnostics.first?.message ?? "the text is no YAML") }
        return value.jinjaValue(datesAsObjects: true)
    }

    private static func dump(_ value: Value, _ sortsKeys: Bool) throws -> String {
        YAMLWriter.dump(try ConfigValue(value), sortKeys: sortsKeys)
    }
}

import Diagnostics
import Formats
import Graph
import Jinja
import Project

/// Finds where the calls of `ref`, `source` and `function` stand that were captured while a text was rendered.
struct CallPlaces {
    private let request: CaptureRequest
    /// The calls that stand in the text.
    private let written: [StaticCall]
    /// By the key of a call: the macros that were running, outermost first.
    private let referrers: [String: [ProjectMacro.Definition]]
    /// The packages whose macros come with the program: places in them mean nothing to people.
    private let internalPackages: [String]

    init(
        _ request: CaptureRequest, _ calls: [StaticCall], referrers: [String: [ProjectMacro.Definition]], internalPackages: [String]
    ) {
        self.request = request
        written = request.origin == nil && !referrers.isEmpty ? calls : []
        self.referrers = referrers
        self.internalPackages = internalPackages
    }

    /// One call that was captured.
    private struct Call {
        let key: String
        let function: String
        /// The names it was called with.
        let names: [String]
        var version: NodeVersion?
    }

    /// The captured calls with their places.
    func noted(_ captured: CapturedCalls) -> CapturedCalls {
        var calls = captured
        for ref in captured.refs {
            note(
                Call(key: ref.callKey, function: "ref", names: [ref.package, ref.name].compactMap { $0 }, version: ref.version), in: &calls)
        }
        for names in captured.sources {
            note(Call(key: "source:\(names.joined(separator: "."))", function: "source", names: names), in: &calls)
        }
        for names in captured.functions { note(Call(key: "function:\(names.last ?? "")", function: "function", names: names), in: &calls) }
        return calls
    }

    private func note(_ call: Call, in calls: inout CapturedCalls) {
        guard calls.spans[call.key] == nil else { return }
        if let origin = request.origin {
            calls.spans[call.key] = argument(naming: call) ?? origin
            return
        }
        let macros = referrers[call.key] ?? []
        if let own = Self.exact(call, in: written) {
            calls.spans[call.key] = own.span
        } else if let outermost = macros.first {
            calls.spans[call.key] = written.first { $0.name == outermost.name }?.span
            calls.spansInMacros[call.key] = place(of: call, in: macros)
        } else {
            calls.spans[call.key] = Self.rendered(call, in: written)?.span
        }
    }

    /// The call in the innermost macro that is not smelt's own.
    private func place(of call: Call, in macros: [ProjectMacro.Definition]) -> SourceSpan? {
        guard let macro = macros.last(where: { !internalPackages.contains($0.package) }) else { return nil }
        let calls = macro.template.calls
        return (Self.exact(call, in: calls) ?? Self.rendered(call, in: calls))?.span
    }

    /// The call that is written with just these names.
    private static func exact(_ call: Call, in calls: [StaticCall]) -> StaticCall? {
        let named = calls.filter { $0.name == call.function && $0.positional.map(\.literal?.string) == call.names }
        return named.first { version(of: $0) == call.version?.text } ?? named.first
    }

    private static func version(of call: StaticCall) -> String? {
        guard let argument = call.named("v") ?? call.named("version") else { return nil }
        switch argument.literal {
        case .int(let number): return String(number)
        case .float(let number): return number.description
        case .string(let text): return text
        default: return nil
        }
    }

    /// The first call of the kind whose names have to be worked out.
    private static func rendered(_ call: Call, in calls: [StaticCall]) -> StaticCall? {
        calls.first { $0.name == call.function && $0.positional.contains { $0.literal?.string == nil } }
    }

    /// The argument of a generic test that holds the call: `to: ref('orders')`.
    private func argument(naming call: Call) -> SourceSpan? {
        guard case .genericTest(let arguments) = request.purpose, let name = call.names.last else { return nil }
        return arguments.lazy.compactMap { Self.text(naming: name, in: $0.value) }.first
    }

    private static func text(naming name: String, in value: ConfigValue) -> SourceSpan? {
        if let text = value.string { return value.span != nil && quotes(name, in: text) ? value.span : nil }
        if let list = value.list { return list.lazy.compactMap { self.text(naming: name, in: $0) }.first }
        return value.map?.lazy.compactMap { self.text(naming: name, in: $0.value) }.first
    }

    /// Whether a text holds a name in quotes.
    private static func quotes(_ name: String, in text: String) -> Bool {
        let name = Array(name.utf8)
        let text = Array(text.utf8)
        return text.indices.contains { start in
            let end = start + name.count + 1
            guard text[start] == UInt8(ascii: "'") || text[start] == UInt8(ascii: "\""), end < text.count else { return false }
            return text[end] == text[start] && text[(start + 1)..<end].elementsEqual(name)
        }
    }
}

public import Diagnostics
public import Formats
public import Graph
import Jinja
public import Project
import Warehouse

/// Answers the resolver's questions by rendering texts with `execute` false.
public struct NodeCapture: NodeCapturing {
    private let world: RenderWorld
    private let macroLibrary: MacroLibrary

    /// A capture over the macros of a project.
    public init(world: RenderWorld, library: MacroLibrary) {
        self.world = world
        macroLibrary = library
    }

    private func context(_ node: Node, stage: RenderContext.Stage) -> RenderContext {
        RenderContext(world: world, stage: stage, package: node.packageName, subject: .node(node), library: macroLibrary)
    }

    /// Renders a text and tells what was called on the way.
    public func capture(_ request: CaptureRequest) -> CapturedCalls {
        let context = context(request.node, stage: .parse)
        do {
            if case .genericTest(let arguments) = request.purpose { try context.addTestArguments(arguments) }
            let range = request.text.start..<request.text.end
            _ = try context.renderer.render(Template(request.text.file, in: range, mode: .parse))
        } catch {
            context.captured.diagnostics.append(
                Diagnostic(
                    error, in: request.node, at: request.origin ?? request.text, isGenerated: request.origin != nil,
                    internalPackages: world.internalPackages))
        }
        var calls = context.captured
        for ref in calls.refs { calls.note("ref:\(ref.name)", of: "ref", ref.name, in: request) }
        for source in calls.sources { calls.note("source:\(source.joined(separator: "."))", of: "source", source.last ?? "", in: request) }
        for function in calls.functions { calls.note("function:\(function.last ?? "")", of: "function", function.last ?? "", in: request) }
        return calls
    }

    /// Calls a macro that names a node.
    public func generateName(macro uniqueID: String, custom: ConfigValue, for node: Node) throws(Diagnostic) -> ConfigValue {
        let parts = uniqueID.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count == 3, let definition = macroLibrary.definition(parts[2], in: parts[1]) else {
            throw Diagnostic("unknown-macro", .error, "no macro '\(uniqueID)'", at: node.source)
        }
        let context = RenderContext(
            world: world, stage: .naming, package: world.rootProject, subject: .node(node), library: macroLibrary)
        do {
            let macro = ProjectMacro(definition)
            let arguments = Arguments([custom.jinjaValue(), .object(node.manifestValue(.graph).jinjaDict())])
            return try ConfigValue(try context.renderer.call(.object(macro), arguments))
        } catch {
            throw Diagnostic(error, in: node, at: node.source, isGenerated: false, internalPackages: world.internalPackages)
        }
    }
}

extension CapturedCalls {
    /// Notes where a call stands: the first `name(` of its kind behind which the quoted text follows.
    fileprivate mutating func note(_ key: String, of function: String, _ text: String, in request: CaptureRequest) {
        guard spans[key] == nil else { return }
        if let origin = request.origin {
            spans[key] = origin
            return
        }
        let file = request.text.file
        let bytes = file.bytes[request.text.start..<request.text.end]
        for quote in ["'", "\""] {
            let quoted = Array((quote + text + quote).utf8)
            var from = bytes.startIndex
            while let found = bytes[from...].firstOffset(of: quoted) {
                let line = bytes[..<found].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.startIndex
                if let call = bytes[line..<found].lastOffset(of: Array(function.utf8)) {
                    spans[key] = SourceSpan(file, call, min(found + quoted.count + 1, bytes.endIndex))
                    return
                }
                from = found + 1
            }
        }
    }
}

extension ArraySlice<UInt8> {
    /// The index at which some bytes first stand, or nil.
    fileprivate func firstOffset(of part: [UInt8]) -> Int? {
        guard let first = part.first, count >= part.count else { return nil }
        var index = startIndex
        while let next = self[index...].firstIndex(of: first), next + part.count <= endIndex {
            if self[next..<(next + part.count)].elementsEqual(part) { return next }
            index = next + 1
        }
        return nil
    }

    /// The index at which some bytes last stand, or nil.
    fileprivate func lastOffset(of part: [UInt8]) -> Int? {
        guard !part.isEmpty, count >= part.count else { return nil }
        return stride(from: endIndex - part.count, through: startIndex, by: -1).first {
            self[$0..<($0 + part.count)].elementsEqual(part)
        }
    }
}

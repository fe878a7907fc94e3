import Diagnostics
import Files
import Files
import Formats
import Graph
import Jinja
import Project

/// A node whose text waits to be captured.
struct PendingNode {
    var draft: NodeDraft
    /// What has to be rendered; nil where everything is known.
    var request: CaptureRequest?
    /// What is left to do for a generic test.
    var target: TestTarget?
}

extension Resolver {
    /// Nodes that stand in files of their own, package by package: models, snapshots, analyses, singular tests, seeds; docs blocks; hooks;
    /// functions.
    mutating func buildTexts() {
        var pending: [PendingNode] = []
        for package in input.project.packages {
            let bansStaticCalls = ["ref", "source", "config"].contains { name in
                macroLookup.own(name, of: package.name) != nil || macroLookup.own(name, of: root.name) != nil
            }
            pending += package.models.compactMap { prepare($0, .model, package, usesStaticCalls: !bansStaticCalls) }
            pending += package.snapshots.compactMap { prepare($0, .snapshot, package) }
            pending += package.analyses.compactMap { prepare($0, .analysis, package) }
            pending += package.singularTests.compactMap { prepare($0, .test, package) }
            pending += package.seeds.map { prepareSeed($0, package) }
            for block in package.docs { addDocs(block, package) }
            pending += hooks(of: package)
            pending += package.functions.compactMap { prepare($0, .function, package) }
        }
        finish(consume pending)
    }

    /// Captures the texts of nodes, several at once, then completes the nodes in order.
    mutating func finish(_ pending: consuming [PendingNode]) {
        let rendering = rendering
        var captured = ConcurrentMap.map(pending.compactMap(\.request), threads: input.threads) { rendering.capture($0) }
        captured.reverse()
        pending.reverse()
        // Taken out one by one: a node that nobody else holds is changed where it lies, not copied.
        while var waiting = pending.popLast() {
            let isCaptured = waiting.request != nil
            waiting.request = nil
            if isCaptured, var calls = captured.popLast() {
                if waiting.draft.node.genericTest != nil {
                    calls.macros = calls.macros.filter(visibleMacros(of: waiting.draft.node).contains)
                }
                apply(calls, to: &waiting.draft)
            }
            configure(&waiting.draft)
            if let calls = waiting.draft.staticCalls {
                for entry in calls { waiting.draft.node.unrenderedConfig.set(entry.name, key: nil, entry.value) }
            }
            if let target = waiting.target { attach(&waiting.draft, target) }
            add(waiting.draft)
        }
    }

    /// The macros a generic test may call, as dbt limits them: those its macro needs, and the one that wraps its model.
    private func visibleMacros(of node: Node) -> Set<String> {
        var visible: Set<String> = []
        var waiting = node.dependsOn.macros + [macroLookup.find("get_where_subquery", in: root.name)].compactMap { $0 }
        while let id = waiting.popLast() {
            if visible.insert(id).inserted { waiting += macros[id]?.dependsOn ?? [] }
        }
        return visible
    }

    private mutating func prepare(
        _ text: ParsedText, _ type: ResourceType, _ package: ParsedPackage, usesStaticCalls: Bool = false
    ) -> PendingNode? {
        guard type == .function || !text.file.relativePath.hasSuffix(".py") else {
            let message = "Language Error: Expected 'sql' but found 'python': Python models are not supported: \(text.file.originalPath)"
            let hint = "write the model in SQL, or list the file in .dbtignore"
            report(.error("python-model", message, at: SourceSpan(text.file.source, 0, 0), hint: hint))
            return nil
        }
        var node = newNode(text.name, type, package.name, text.file, path: path(of: text, type))
        node.rawCode = text.text
        node.source = text.span
        node.checksum = text.file.checksum
        if case .function(var function) = node.details {
            function.language = Self.language(of: text.file)
            node.details = .function(function)
        }
        var draft = NodeDraft(node)
        draft.text = text.span
        if usesStaticCalls, let calls = text.calls {
            apply(calls, to: &draft)
            return PendingNode(draft: draft)
        }
        return PendingNode(draft: draft, request: CaptureRequest(node: node, text: text.span))
    }

    /// The language that the ending of a file says.
    private static func language(of file: ProjectFile) -> String {
        if file.relativePath.hasSuffix(".py") { return "python" }
        return file.relativePath.hasSuffix(".js") ? "javascript" : "sql"
    }

    private func path(of text: ParsedText, _ type: ResourceType) -> String {
        switch type {
        case .test: Self.pseudoTestPath(text.name, text.file.relativePath)
        case .analysis where !root.flag(.correctedAnalysisNames): "analysis/" + text.file.relativePath
        default: text.file.relativePath
        }
    }

    /// The path of a test: its name in the folder of the file that declares it.
    static func pseudoTestPath(_ name: String, _ path: String) -> String {
        (ProjectFile.folders(path) + ["\(name).sql"]).joined(separator: "/")
    }

    /// A node with its identity, the target's database and schema, and the configuration its name has without any call.
    func newNode(_ name: String, _ type: ResourceType, _ package: String, _ file: ProjectFile, path: String) -> Node {
        var fqn = [package] + ProjectFile.folders(path)
        if type == .snapshot { fqn.append(ProjectFile.stem(path)) }
        fqn.append(name)
        return newNode(name, type, package, originalPath: file.originalPath, path: path, fqn: fqn)
    }

    /// A node with its identity, from parts.
    func newNode(_ name: String, _ type: ResourceType, _ package: String, originalPath: String, path: String, fqn: [String]) -> Node {
        var node = Node(
            uniqueID: "\(type.rawValue).\(package).\(name)", name: name, resourceType: type, packageName: package, path: path,
            originalFilePath: originalPath, fqn: fqn, details: details(type, package))
        node.database = names.defaultDatabase
        node.schema = names.defaultSchema
        node.createdAt = input.createdAt
        let layer = assignment?.layer(ofFile: originalPath, package: package)
        node.config = merge.config(of: type, fqn: fqn, package: package, layer: layer).config
        return node
    }

    private func details(_ type: ResourceType, _ package: String) -> Node.Details {
        switch type {
        case .model: .model(ModelDetails())
        case .seed: .seed(rootPath: projects[package]?.root ?? "")
        case .snapshot: .snapshot
        case .analysis: .analysis
        case .operation: .operation(index: nil)
        case .function: .function(FunctionDetails(language: "sql"))
        default: .singularTest
        }
    }

    /// Takes over calls that were found without rendering.
    func apply(_ calls: StaticCalls, to draft: inout NodeDraft) {
        draft.node.refs += calls.refs
        draft.node.sources += calls.sources
        draft.node.callSpans.merge(calls.spans) { first, _ in first }
        draft.node.configCall = ConfigCallMerge.merged(calls.configs.map { ConfigMap([($0.name, $0.value)]) })
        draft.staticCalls = ConfigMap(calls.configs.map { ($0.name, $0.value) })
    }

    /// Takes over calls that were captured by rendering.
    mutating func apply(_ calls: CapturedCalls, to draft: inout NodeDraft) {
        draft.node.refs += calls.refs
        draft.node.sources += calls.sources
        draft.node.metrics += calls.metrics
        draft.node.functions += calls.functions
        for macro in calls.macros { draft.node.dependsOn.addMacro(macro) }
        draft.node.callSpans.merge(calls.spans) { first, _ in first }
        draft.spansInMacros.merge(calls.spansInMacros) { first, _ in first }
        draft.node.configCall = ConfigCallMerge.merged([draft.node.configCall] + calls.configCalls)
        if let unrendered = calls.unrenderedConfig { draft.unrenderedCall = unrendered }
        diagnostics += calls.diagnostics
    }

    private func prepareSeed(_ file: ProjectFile, _ package: ParsedPackage) -> PendingNode {
        var node = newNode(file.name, .seed, package.name, file, path: file.relativePath)
        node.checksum = file.checksum
        node.source = SourceSpan(file.source, 0, 0)
        var draft = NodeDraft(node)
        draft.text = node.source
        return PendingNode(draft: draft)
    }

    private mutating func addDocs(_ block: ParsedDocs, _ package: ParsedPackage) {
        let id = "doc.\(package.name).\(block.name)"
        let doc = Documentation(
            uniqueID: id, name: block.name, packageName: package.name, path: block.file.relativePath,
            originalFilePath: block.file.originalPath, contents: block.contents)
        if let existing = docs[id] {
            let names = (existing.uniqueID, existing.originalFilePath, doc.originalFilePath)
            let message = DuplicateText.message(
                plural: "docs", name: block.name, looking: "looking for doc(\"\(block.name)\")", first: (names.0, names.2),
                second: (names.0, names.1))
            report(.error("duplicate-doc", message, at: block.span.firstLine))
            return
        }
        docs[id] = doc
    }

    private mutating func hooks(of package: ParsedPackage) -> [PendingNode] {
        var pending: [PendingNode] = []
        for (kind, hooks) in [("on-run-start", package.config.onRunStart), ("on-run-end", package.config.onRunEnd)] {
            for (index, hook) in hooks.enumerated() {
                guard let sql = hook.string else {
                    let message = "at path ['\(kind)'][\(index)]: \(PythonText.repr(hook)) is not of type 'string'"
                    report(.error("wrong-type", message, at: hook.span))
                    continue
                }
                pending.append(prepareHook(sql, kind, index, hook.span, package))
            }
        }
        return pending
    }

    private func prepareHook(_ sql: String, _ kind: String, _ index: Int, _ span: SourceSpan?, _ package: ParsedPackage) -> PendingNode {
        let name = "\(package.name)-\(kind)-\(index)"
        var node = newNode(
            name, .operation, package.name, originalPath: "./dbt_project.yml", path: "hooks/\(name).sql",
            fqn: [package.name, "hooks", name])
        node.rawCode = sql
        node.tags = [kind]
        node.details = .operation(index: index)
        node.checksum = Checksum(name: "sha256", checksum: hookChecksum(package))
        let file = SourceFile(path: "hooks/\(name).sql", text: sql)
        let text = SourceSpan(file, 0, file.bytes.count)
        var draft = NodeDraft(node)
        draft.text = text
        return PendingNode(draft: draft, request: CaptureRequest(node: node, text: text, origin: span))
    }

    /// Hooks carry the hash of the whole `dbt_project.yml`.
    private func hookChecksum(_ package: ParsedPackage) -> String {
        guard let file = package.config.file else { return "" }
        return ContentHash.source(file.bytes).checksum
    }
}

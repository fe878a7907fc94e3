import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// The tests of an entry: those of its columns, then its own; for a versioned model once per version.
    mutating func buildTests(of properties: NodeProperties, _ context: PropertiesContext) {
        func target(_ version: NodeVersion?) -> TestTarget {
            TestTarget(
                kind: .node, name: properties.name, version: version, package: context.package.name, file: context.file,
                fileKeyName: "\(properties.section.rawValue).\(properties.name)")
        }
        guard !properties.versions.isEmpty else {
            buildTests(properties.dataTests, properties.columns, target(nil), properties.quoteColumns, context)
            return
        }
        for version in properties.versions {
            buildTests(
                version.dataTests ?? properties.dataTests, properties.columns(of: version), target(version.version),
                properties.quoteColumns, context)
        }
    }

    private mutating func buildTests(
        _ own: [ConfigValue], _ columns: [ColumnProperties], _ target: TestTarget, _ quotes: Bool?, _ context: PropertiesContext
    ) {
        for column in columns {
            for test in column.dataTests { buildTest(test, target, column: column, quotes: quotes, tags: column.allTags, context.renderer) }
        }
        for test in own { buildTest(test, target, column: nil, quotes: quotes, tags: [], context.renderer) }
    }

    /// Builds one generic test and adds its node.
    mutating func buildTest(
        _ value: ConfigValue, _ target: TestTarget, column: ColumnProperties?, quotes: Bool?, tags: [String], _ renderer: ConfigRenderer
    ) {
        var columnName = column?.name
        if let name = columnName, column?.quote ?? quotes ?? false { columnName = names.quoted(name) }
        let place = value.span ?? column?.span
        var found: [Diagnostic] = []
        let definition: TestDefinition
        do throws(TestDefinitionError) {
            definition = try TestDefinition(
                value, target: target, columnName: columnName, nestsArguments: root.flag(.genericTestArgumentsProperty)
            ) { renderer.render($0, &found) }
        } catch {
            report(
                .error("bad-test", "Invalid test config given in \(target.file.originalPath): \(error.message)", at: error.span ?? place))
            return
        }
        let prefix = "Invalid generic test configuration given in \(target.file.originalPath): "
        diagnostics += found.map { Diagnostic($0.id, $0.severity, prefix + $0.message, at: $0.span, notes: $0.notes, hint: $0.hint) }
        warnOfOldForms(definition, target)
        guard let tags = testTags(definition, tags) else { return }
        buildTestNode(definition, target, columnName, tags, place)
    }

    private mutating func testTags(_ definition: TestDefinition, _ inherited: [String]) -> [String]? {
        let written = definition.config["tags"] ?? .list([])
        var tags = inherited
        for tag in ConfigMerge.listed(written) {
            guard let text = tag.string else {
                let message = "got \(PythonText.str(tag)) (<class '\(PythonText.typeName(tag))'>) for tag, expected a str"
                report(.error("bad-tag", message, at: tag.span ?? definition.span))
                return nil
            }
            tags.append(text)
        }
        return Set(tags).sorted()
    }

    private mutating func warnOfOldForms(_ definition: TestDefinition, _ target: TestTarget) {
        let path = target.file.originalPath
        if definition.hasLooseArguments {
            let test = "`\(definition.name)` defined on '\(target.name)' in package '\(target.package)' (\(path))"
            let message =
                "Found top-level arguments to test \(test). Arguments to generic tests should be nested under the `arguments` property."
            report(.warning("missing-arguments-property", message, at: definition.span).with(["test_name": .text(test)]))
        }
        if let arguments = definition.customArguments {
            let test = "`\(definition.name)` (\(PythonText.repr(arguments)))"
            let message =
                "Found `arguments` property in test definition of \(test) without usage of `require_generic_test_arguments_property` behavior "
                + "change flag. It will hold the arguments of the test in future: give this one another name."
            report(.warning("arguments-property", message, at: definition.span).with(["test_name": .text(test)]))
        }
        for key in definition.looseConfigKeys {
            report(.propertyMoved(key, in: path, at: "data_tests.\(definition.name).\(key)", definition.span))
        }
        if definition.config["sql_header"] != nil, !root.flag(.sqlHeaderInTests) {
            report(.customConfigKey("sql_header", in: path, at: "models.config", definition.span))
        }
    }

    private mutating func buildTestNode(
        _ definition: TestDefinition, _ target: TestTarget, _ columnName: String?, _ tags: [String], _ place: SourceSpan?
    ) {
        let path = target.file.originalPath
        let folders = ProjectFile.folders(path).dropFirst()
        let name = definition.fullName
        var node = newNode(
            name, .test, target.package, originalPath: path, path: "\(definition.shortName).sql",
            fqn: [target.package] + folders + [name])
        node.uniqueID = "test.\(target.package).\(name).\(definition.hash)"
        node.details = .genericTest(
            GenericTestDetails(
                testName: definition.name, namespace: definition.namespace, arguments: definition.arguments, columnName: columnName,
                fileKeyName: target.fileKeyName, attachedNode: nil))
        node.tags = tags
        node.description = definition.description
        node.rawCode = definition.text
        node.source = place
        node.configCall = definition.config
        var draft = NodeDraft(node)
        draft.text = place
        guard let macro = macroLookup.testMacro(definition.name, namespace: definition.namespace, in: target.package) else {
            reportUnknownTest(definition, draft.node, place)
            pendingTests.append(plain(draft, target))
            return
        }
        draft.node.dependsOn.addMacro(macro)
        pendingTests.append(pending(draft, definition, target, macro, place))
    }

    /// dbt leaves an unknown test to its run, where it is an error of the test alone.
    private mutating func reportUnknownTest(_ definition: TestDefinition, _ node: Node, _ place: SourceSpan?) {
        let message =
            "'test_\(definition.name)' is undefined. This can happen when calling a macro that does not exist. Check for typos and/or "
            + "install package dependencies with \"dbt deps\"."
        let hint = DidYouMean.hint(definition.name, among: macroLookup.testNames)
        report(Diagnostic("unknown-test", .note, message, at: place, hint: hint))
    }

    /// The tests that every project uses call nothing but their target and what their arguments name; all others are rendered.
    private func pending(
        _ draft: consuming NodeDraft, _ definition: TestDefinition, _ target: TestTarget, _ macro: String, _ place: SourceSpan?
    ) -> PendingNode {
        if let calls = plainTests?.calls(of: definition, macro: macro, target: target) {
            draft.node.refs = calls.refs
            draft.node.sources = calls.sources
            for macro in calls.macros { draft.node.dependsOn.addMacro(macro) }
            draft.node.callSpans = calls.spans
            return PendingNode(draft: draft, target: target)
        }
        guard macro == "macro.dbt.test_not_null" || macro == "macro.dbt.test_unique" else {
            let file = SourceFile(path: target.file.source.path, text: draft.node.rawCode)
            let request = CaptureRequest(
                node: draft.node, text: SourceSpan(file, 0, file.bytes.count),
                purpose: .genericTest(arguments: definition.arguments), origin: place)
            return PendingNode(draft: draft, request: request, target: target)
        }
        return plain(draft, target)
    }

    /// A test that asks for nothing but its target.
    private func plain(_ draft: consuming NodeDraft, _ target: TestTarget) -> PendingNode {
        if target.kind == .source {
            draft.node.sources.append([target.source.name, target.source.table])
        } else {
            draft.node.refs.append(RefArguments(name: target.name, version: target.version))
        }
        return PendingNode(draft: draft, target: target)
    }

    /// Completes the tests that were built.
    mutating func finishTests() {
        let tests = pendingTests
        pendingTests = []
        finish(consume tests)
    }

    /// Ties the test to the node it tests, whose group it gets.
    func attach(_ draft: inout NodeDraft, _ target: TestTarget) {
        guard target.kind == .node else { return }
        let key = target.version.map { "\(target.name).v\($0.text)" } ?? target.name
        var attached = refs.find(key, package: target.package).first.flatMap { nodes[$0] }
        if attached == nil {
            attached = nodes.disabled.lazy.compactMap { entry in entry.drafts.first { $0.searchName == target.name } }.first
        }
        guard let attached, case .genericTest(var details) = draft.node.details else { return }
        details.attachedNode = attached.node.uniqueID
        draft.node.details = .genericTest(details)
        draft.node.group = attached.node.group
    }
}

extension ColumnProperties {
    /// The column's tags and those of its configuration, each once.
    var allTags: [String] {
        var result: [String] = []
        let configured = config["tags"].map(ConfigMerge.listed)?.compactMap(\.string) ?? []
        for tag in tags + configured where !result.contains(tag) { result.append(tag) }
        return result
    }
}

import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds an exposure.
    mutating func addExposure(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let map = context.reader.checked(entry, .exposures, context.file, &diagnostics) else { return }
        let name = map["name"].map(PythonText.str) ?? ""
        let span = map.entry("name")?.value.span ?? entry.span
        guard ownerIsNamed(map, "Exposure", span) else { return }
        let package = context.package.name
        let path = context.file.relativePath
        var exposure = Exposure(
            uniqueID: "exposure.\(package).\(name)", name: name, packageName: package, path: path,
            originalFilePath: context.file.originalPath, fqn: [package] + ProjectFile.folders(path) + [name],
            type: map["type"]?.string ?? "", owner: Self.owner(map["owner"]))
        exposure.description = map["description"]?.string ?? ""
        exposure.label = map["label"]?.string
        exposure.maturity = map["maturity"]?.string
        exposure.url = map["url"]?.string
        exposure.createdAt = input.createdAt
        exposure.span = span
        configure(&exposure, map, context)
        bindDependencies(&exposure, map["depends_on"]?.list ?? [], context)
        warnOfName(name, span)
        add(exposure, span)
    }

    private mutating func configure(_ exposure: inout Exposure, _ map: ConfigMap, _ context: PropertiesContext) {
        let patch = map["config"]?.map ?? [:]
        let package = context.package
        let outcome = merge.config(of: .exposure, fqn: exposure.fqn, package: package.name, patch: patch)
        if let tags = outcome.config["tags"], tags.isNull {
            let message = "Field \"tags\" of type List[str] in ExposureConfig has invalid value None"
            report(.error("wrong-type", message, at: tags.span ?? exposure.span, hint: "give a list, or leave the key out"))
        }
        for diagnostic in outcome.diagnostics where outcome.config["tags"]?.isNull != true {
            report(diagnostic.span == nil ? diagnostic.at(exposure.span) : diagnostic)
        }
        exposure.config = outcome.config
        exposure.unrenderedConfig = merge.unrendered(of: .exposure, fqn: exposure.fqn, package: package.name, patch: patch)
        let tree = package.config.configs[.exposures]
        var tags = tree["tags"].map(ConfigMerge.listed)?.compactMap(\.string) ?? []
        tags += map["tags"]?.list?.compactMap(\.string) ?? []
        tags += outcome.config["tags"]?.list?.compactMap(\.string) ?? []
        var meta = tree["meta"]?.map ?? [:]
        for place in [map["meta"]?.map, outcome.config["meta"]?.map] {
            for entry in place ?? [:] { meta.set(entry.name, key: entry.key, entry.value) }
        }
        exposure.tags = Set(tags).sorted()
        exposure.meta = meta
        exposure.config["tags"] = .list(exposure.tags.map(ConfigValue.string))
        exposure.config["meta"] = .map(meta)
    }

    private mutating func bindDependencies(_ exposure: inout Exposure, _ calls: [ConfigValue], _ context: PropertiesContext) {
        for call in calls {
            let text = PythonText.str(call)
            if let found = StaticCalls.read(expression: text), found.configs.isEmpty {
                exposure.refs += found.refs
                exposure.sources += found.sources
                continue
            }
            let file = SourceFile(path: context.file.source.path, text: "{{ \(text)}}")
            let node = newNode(
                exposure.name, .exposure, context.package.name, originalPath: exposure.originalFilePath, path: exposure.path,
                fqn: exposure.fqn)
            let captured = rendering.capture(
                CaptureRequest(node: node, text: SourceSpan(file, 0, file.bytes.count), purpose: .exposure, origin: call.span))
            exposure.refs += captured.refs
            exposure.sources += captured.sources
            exposure.metrics += captured.metrics
            diagnostics += captured.diagnostics
        }
    }

    private mutating func warnOfName(_ name: String, _ span: SourceSpan?) {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0 == "_" || $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        guard !isPlain || name.isEmpty else { return }
        let message =
            "Starting in v1.3, the 'name' of an exposure should contain only letters, numbers, and underscores. Exposures support a new "
            + "property, 'label', which may contain spaces, capital letters, and special characters. \(name) does not follow this pattern. "
            + "Please update the 'name', and use the 'label' property for a human-friendly title. This will raise an error in a future "
            + "version of dbt-core."
        report(.warning("exposure-name", message, at: span).with(["exposure": .text(name)]))
    }

    private mutating func add(_ exposure: Exposure, _ span: SourceSpan?) {
        guard exposure.config["enabled"]?.bool ?? true else {
            disabledExposures.append(exposure)
            return
        }
        if let existing = exposures[exposure.uniqueID] {
            let message = DuplicateText.message(
                plural: "exposures", name: exposure.name, looking: "looking for \(exposure.name)",
                first: (exposure.uniqueID, exposure.originalFilePath), second: (existing.uniqueID, existing.originalFilePath))
            report(.error("duplicate-name", message, at: span, notes: [Diagnostic.Note("the other one is here", at: existing.span)]))
            return
        }
        exposures[exposure.uniqueID] = exposure
    }

    /// `owner` with its two keys, then the user's own.
    static func owner(_ value: ConfigValue?) -> ConfigMap {
        var owner: ConfigMap = ["email": .null, "name": .null]
        for entry in value?.map ?? [:] { owner.set(entry.name, key: entry.key, entry.value) }
        return owner
    }

    /// Checks that an owner has a name or an address.
    mutating func ownerIsNamed(_ map: ConfigMap, _ kind: String, _ span: SourceSpan?) -> Bool {
        let owner = map["owner"]?.map ?? [:]
        if [owner["name"], owner["email"]].contains(where: { $0.map { !$0.isNull } ?? false }) { return true }
        let message = "\(kind) owner must have at least one of 'name' or 'email'."
        report(.error("missing-key", message, at: map["owner"]?.span ?? span))
        return false
    }
}

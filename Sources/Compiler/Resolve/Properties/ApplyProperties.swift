import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Properties files of all packages, file by file, list by list in dbt's order: what they say is added to nodes, tests are built, what
    /// they declare is collected.
    mutating func applyProperties() {
        for package in input.project.packages {
            let renderer = yamlRenderer(package: package.name)
            for properties in package.properties { apply(properties, package, renderer) }
        }
    }

    private mutating func apply(_ properties: ParsedProperties, _ package: ParsedPackage, _ renderer: ConfigRenderer) {
        let context = PropertiesContext(
            file: properties.file, package: package, reader: PropertiesReader(renderer: renderer), renderer: renderer)
        for section in Self.sections {
            guard let entries = properties.entries[section] else { continue }
            switch section {
            case .models, .seeds, .snapshots, .analyses, .dataTests: applyNodes(entries, section, context)
            case .sources: for entry in entries { collectSource(entry, context) }
            case .macros: for entry in entries { patchMacro(entry, context) }
            case .exposures: for entry in entries { addExposure(entry, context) }
            case .groups: for entry in entries { addGroup(entry, context) }
            case .unitTests: for entry in entries { addUnitTest(entry, context) }
            case .functions: for entry in entries { patchFunction(entry, context) }
            case .metrics: for entry in entries { addMetric(entry, context) }
            case .semanticModels: for entry in entries { addSemanticModel(entry, context) }
            case .savedQueries: for entry in entries { addSavedQuery(entry, context) }
            }
        }
    }

    private static let sections: [PropertiesSection] = [
        .models, .seeds, .snapshots, .sources, .macros, .dataTests, .analyses, .exposures, .functions, .metrics, .groups,
        .semanticModels, .unitTests, .savedQueries,
    ]

    /// All entries of a list are applied before the first of its tests is built.
    private mutating func applyNodes(_ entries: [ConfigValue], _ section: PropertiesSection, _ context: PropertiesContext) {
        if section == .snapshots { for entry in entries { addSnapshot(entry, context) } }
        var applied: [NodeProperties] = []
        for entry in entries {
            guard let properties = context.reader.node(entry, section, context.file, &diagnostics) else { continue }
            guard columnsAreValid(properties.columns, section, context) else { continue }
            if properties.versions.isEmpty {
                patch(properties, context)
            } else {
                patchVersions(properties, context)
            }
            applied.append(properties)
        }
        guard [.models, .seeds, .snapshots].contains(section) else { return }
        for properties in applied { buildTests(of: properties, context) }
    }

    private mutating func columnsAreValid(
        _ columns: [ColumnProperties], _ section: PropertiesSection, _ context: PropertiesContext
    ) -> Bool {
        var form = SemanticForm()
        for column in columns { form.check(column) }
        var areValid = isSound(form, section, context, at: columns.first?.span)
        for column in columns {
            for constraint in column.constraints where !ConstraintText.isKnown(constraint["type"]) {
                report(.error("bad-constraint", "Invalid constraint type on column \(column.name)", at: constraint.span ?? column.span))
                areValid = false
            }
        }
        return areValid
    }
}

/// The file that is being applied.
struct PropertiesContext {
    let file: ProjectFile
    let package: ParsedPackage
    let reader: PropertiesReader
    let renderer: ConfigRenderer
}

import Graph

extension Session {
    /// `ls`: prints what is selected.
    func list() throws -> Int32 {
        try checkModels()
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        let flags = invocation.flags
        let isModels = !flags.words("models").isEmpty
        let types =
            isModels
            ? [.model]
            : try ResourceType.chosen(
                flags.words("resource_types"), excluding: flags.words("exclude_resource_types"), default: ResourceType.forList,
                all: ResourceType.forListAll)
        let selection = try select(project, types: types, includesEmpty: true)
        let form = flags.text("output").flatMap(Listing.Form.init(rawValue:)) ?? .selector
        let keys = flags.words("output_keys")
        for line in Listing(project.manifest, form: form, keys: keys).lines(for: selection.ids) { console.emit(.output(line)) }
        if selection.ids.isEmpty { try warn(RunMessages.noNodesSelected) }
        return 0
    }

    /// `--models` is a selection of models: it says what two other flags say too. Throws `UsageError`.
    private func checkModels() throws {
        let flags = invocation.flags
        guard !flags.words("models").isEmpty else { return }
        for (name, shown) in [("select", "select"), ("resource_types", "resource_type")] where !flags.words(name).isEmpty {
            throw UsageError(message: "\"models\" and \"\(shown)\" are mutually exclusive arguments", hint: "give one of the two")
        }
    }

    /// `parse`: reads the project and writes its manifest.
    func parse() throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        return 0
    }
}

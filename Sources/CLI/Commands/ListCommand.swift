import Graph

extension Session {
    /// `ls`: prints what is selected.
    func list() throws -> Int32 {
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

    /// `parse`: reads the project and writes its manifest.
    func parse() throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        return 0
    }
}

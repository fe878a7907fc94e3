import Graph

extension RenderContext {
    /// Tells of a version behind the latest one, where a node refers to a model without saying which version it wants.
    func noteNewerVersion(of target: Node, _ ref: RefArguments) {
        guard stage == .run, ref.version == nil, let node, let version = target.model?.version, let latest = target.model?.latestVersion,
            let newest = newestVersion(of: target), latest.precedes(newest)
        else { return }
        func call(_ version: NodeVersion) -> String { "{{ ref('\(target.packageName)', '\(target.name)', v='\(version.text)') }}" }
        world.output.log(
            """
            While compiling '\(node.name)':
            Found an unpinned reference to versioned model '\(target.name)' in project '\(target.packageName)'.
            Resolving to latest version: \(target.name).v\(version.text)
            A prerelease version \(newest.text) is available. It has not yet been marked 'latest' by its maintainer.
            When that happens, this reference will resolve to \(target.name).v\(newest.text) instead.

              Try out v\(newest.text): \(call(newest))
              Pin to  v\(version.text): \(call(version))

            """, info: true, node: node.uniqueID)
    }

    private func newestVersion(of target: Node) -> NodeVersion? {
        let versions = project?.manifest.nodes.values.filter { $0.name == target.name }.compactMap(\.model?.version) ?? []
        return versions.max { $0.precedes($1) }
    }
}

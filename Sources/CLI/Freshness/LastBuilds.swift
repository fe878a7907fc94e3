extension Session {
    /// How many seconds ago seeds, models and snapshots were built last, by unique id, as far as that is known.
    func lastBuilds(in project: LoadedProject) throws -> [String: Double] { [:] }
}

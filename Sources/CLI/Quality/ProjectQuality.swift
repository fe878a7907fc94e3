import Quality

extension Session {
    /// How well a project is tested and documented, by its manifest alone.
    func quality(_ project: LoadedProject) -> QualityReport { QualityMeasurement(project.manifest).report() }
}

import Diagnostics

extension SourceSpan {
    /// Where a key of a configuration is written on the line the range begins on; nil where it is not there.
    func key(_ name: String) -> SourceSpan? {
        let range = file.lineRange(containing: start)
        let wanted = Array(name.utf8)
        guard let found = file.bytes[range].firstRange(of: wanted) else { return nil }
        return SourceSpan(file, found.lowerBound, found.upperBound)
    }
}

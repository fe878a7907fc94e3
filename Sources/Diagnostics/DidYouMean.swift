/// Finds what someone probably meant to write.
public enum DidYouMean {
    /// Names longer than this are not compared.
    private static let lengthLimit = 128

    /// The candidate that is most like a name; nil where none is near enough (a third of its length may differ).
    public static func best(_ name: String, among candidates: some Sequence<String>) -> String? {
        matches(name, among: candidates, limit: 1).first
    }

    /// The hint for an unknown name: `did you mean 'orders'?`; nil where nothing is near.
    public static func hint(_ name: String, among candidates: some Sequence<String>) -> String? {
        best(name, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// The candidates that are like a name, nearest first; equally near ones in the order of the alphabet.
    public static func matches(_ name: String, among candidates: some Sequence<String>, limit: Int) -> [String] {
        let wanted = Array(name.unicodeScalars)
        let lowered = Array(name.lowercased().unicodeScalars)
        guard !wanted.isEmpty, wanted.count <= lengthLimit else { return [] }
        var found: [(name: String, distance: Int, exact: Int)] = []
        for candidate in Set(candidates) where candidate != name {
            let scalars = Array(candidate.unicodeScalars)
            guard !scalars.isEmpty, scalars.count <= lengthLimit else { continue }
            let allowed = max(1, max(wanted.count, scalars.count) / 3)
            guard abs(scalars.count - wanted.count) <= allowed else { continue }
            let distance = distance(lowered, Array(candidate.lowercased().unicodeScalars))
            guard distance <= allowed, distance < max(lowered.count, scalars.count) else { continue }
            found.append((candidate, distance, self.distance(wanted, scalars)))
        }
        found.sort { ($0.distance, $0.exact, $0.name) < ($1.distance, $1.exact, $1.name) }
        return found.prefix(limit).map(\.name)
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other, each place edited once
    /// (Damerau–Levenshtein, optimal string alignment).
    public static func distance(_ left: String, _ right: String) -> Int {
        distance(Array(left.unicodeScalars), Array(right.unicodeScalars))
    }

    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        if left.isEmpty { return right.count }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in stride(from: 1, through: right.count, by: 1) {
                let same = left[row - 1] == right[column - 1]
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}

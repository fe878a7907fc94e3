/// Different names, each at a position: searched one by one while they are few, as they nearly always are.
struct NameList {
    private(set) var names: [String] = []
    private var positions: [String: Int] = [:]

    /// How many names are searched one by one.
    private static let few = 24

    /// The position of a name, or nil.
    func position(of name: String) -> Int? {
        if names.count > Self.few { return positions[name] }
        let size = name.utf8.count
        return names.firstIndex { $0.utf8.count == size && $0 == name }
    }

    /// Adds a name that is not there.
    mutating func append(_ name: String) {
        if names.isEmpty { names.reserveCapacity(8) }
        names.append(name)
        if names.count == Self.few + 1 {
            positions = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        } else if names.count > Self.few {
            positions[name] = names.count - 1
        }
    }
}

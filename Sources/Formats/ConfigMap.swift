import Diagnostics

/// A mapping that keeps the order its keys were written in. Keys are text; a key of another YAML type keeps that type beside its text.
public struct ConfigMap: Sendable {
    /// One key with its value.
    public struct Entry: Sendable {
        /// The key as text: what JSON shows (`1`, `true`).
        public let name: String
        /// The value.
        public var value: ConfigValue
        /// Where the key stands.
        private let keySpan: SourceSpan?
        /// The key where it is no text: rare, so that it may lie elsewhere.
        private let otherKey: OtherKey?

        private final class OtherKey: Sendable {
            let kind: ConfigValue.Kind
            init(_ kind: ConfigValue.Kind) { self.kind = kind }
        }

        fileprivate init(_ name: String, _ key: ConfigValue?, _ value: ConfigValue) {
            self.name = name
            self.value = value
            keySpan = key?.span
            otherKey = key.flatMap { $0.string == name ? nil : OtherKey($0.kind) }
        }

        /// The key as it was read, with its place; a plain string for keys made by the program.
        public var key: ConfigValue { ConfigValue(otherKey?.kind ?? .string(name), at: keySpan) }
    }

    /// The entries in order.
    public private(set) var entries: [Entry] = []
    /// Where keys lie, once the mapping is too large to scan; empty until then.
    private var index = KeyIndex()

    private static let scanLimit = 12

    /// An empty mapping.
    public init() {}

    /// A mapping from pairs; a later pair with an equal key replaces the value of the earlier one.
    public init(_ pairs: [(String, ConfigValue)]) {
        entries.reserveCapacity(pairs.count)
        for (name, value) in pairs { self[name] = value }
    }

    /// The number of keys.
    public var count: Int { entries.count }
    /// Whether there is no key.
    public var isEmpty: Bool { entries.isEmpty }
    /// The keys in order.
    public var keys: [String] { entries.map(\.name) }

    private func position(of name: String) -> Int? {
        if entries.count > Self.scanLimit { return index.find(name) { entries[$0].name } }
        return entries.firstIndex { $0.name == name }
    }

    /// The value under a key; setting an absent key appends it, setting nil removes it.
    public subscript(name: String) -> ConfigValue? {
        get { position(of: name).map { entries[$0].value } }
        set {
            if let newValue {
                set(name, key: nil, newValue)
            } else if let position = position(of: name) {
                entries.remove(at: position)
                index = KeyIndex()
                note()
            }
        }
    }

    /// Sets a key that was read from a file: an existing key keeps its position and its first place.
    public mutating func set(_ name: String, key: ConfigValue?, _ value: ConfigValue) {
        if let position = position(of: name) {
            entries[position].value = value
            return
        }
        // By half: a mapping grows a little and stays, so that twice the room would mostly lie idle.
        if entries.count == entries.capacity { entries.reserveCapacity(entries.count + entries.count / 2 + 2) }
        entries.append(Entry(name, key, value))
        note()
    }

    /// The entry of a key, with the key's own place.
    public func entry(_ name: String) -> Entry? { position(of: name).map { entries[$0] } }

    /// Takes the last entry into the index, or all of them where there is none yet.
    private mutating func note() {
        guard entries.count > Self.scanLimit else { return }
        index.addLast(of: entries.count) { entries[$0].name }
    }
}

/// Finds positions of distinct keys that lie elsewhere: a table of positions alone, as Python's dictionaries have, so that it is small.
private struct KeyIndex {
    /// Position + 1, 0 for a free place; a power of two in number, at most half of them taken.
    private var places: [UInt32] = []

    /// The position of a key; `name` tells the key at a position.
    func find(_ key: String, name: (Int) -> String) -> Int? {
        var place = key.hashValue & (places.count - 1)
        while places[place] != 0 {
            let position = Int(places[place]) - 1
            if name(position) == key { return position }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    /// Takes in the last of `count` keys; all of them where the table is new or too small.
    mutating func addLast(of count: Int, name: (Int) -> String) {
        var first = count - 1
        if count * 2 > places.count {
            var size = 32
            while size < count * 2 { size *= 2 }
            places = Array(repeating: 0, count: size)
            first = 0
        }
        for position in first..<count {
            var place = name(position).hashValue & (places.count - 1)
            while places[place] != 0 { place = (place + 1) & (places.count - 1) }
            places[place] = UInt32(truncatingIfNeeded: position + 1)
        }
    }
}

extension ConfigMap: Equatable {
    /// Equal keys with equal values, in any order, as Python compares dictionaries.
    public static func == (left: ConfigMap, right: ConfigMap) -> Bool {
        left.count == right.count && left.entries.allSatisfy { right[$0.name] == $0.value }
    }
}

extension ConfigMap: Sequence {
    /// Iterates over the entries in order.
    public func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}

extension ConfigMap: ExpressibleByDictionaryLiteral {
    /// A mapping from a literal, in the order written.
    public init(dictionaryLiteral elements: (String, ConfigValue)...) { self.init(elements) }
}

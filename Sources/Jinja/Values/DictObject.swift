/// A Python dict: insertion-ordered, shared by reference; keys equal as in Python (`1`, `1.0` and `true` are one key).
///
/// Up to eight entries are searched one by one; larger ones through a table of positions.
public final class DictObject: Object {
    /// A text key with its hash, for those who ask for the same key again and again.
    struct TextKey: Sendable {
        let text: String
        fileprivate let hash: Int

        init(_ text: String) {
            self.text = text
            hash = text.bytesHash
        }
    }

    private struct Entry {
        /// The key's hash; -1 where the entry was removed.
        var hash: Int
        let key: Value
        var value: Value

        var isLive: Bool { hash >= 0 }
    }

    /// Entries in order; removed ones stay until the next compaction.
    private var slots: [Entry] = []
    /// Positions in `slots` by hash, -1 where free; empty while the dict is small.
    private var table: [Int32] = []
    private var live = 0
    private var isBeingPrinted = false
    /// Grows with every change of size, so that iterators notice.
    private(set) var changes = 0

    /// An empty dict.
    public override init() {}

    /// A dict of pairs; a later equal key overwrites the value and keeps the position. Throws for an unhashable key.
    public convenience init(_ pairs: [(Value, Value)]) throws {
        self.init()
        for (key, value) in pairs { try set(key, value) }
    }

    /// A dict with text keys.
    public convenience init(_ pairs: [(String, Value)]) {
        self.init()
        update { $0.reserveCapacity(pairs.count) }
        for (key, value) in pairs { self[key] = value }
    }

    deinit {
        var values: [Value] = []
        for entry in slots {
            if case .object = entry.value { values.append(entry.value) }
            if case .object = entry.key { values.append(entry.key) }
        }
        if values.isEmpty { return }
        slots = []
        DeepRelease.release(&values)
    }

    /// The number of entries.
    public var count: Int { live }

    /// The entries in order.
    public var entries: [(key: Value, value: Value)] {
        var result: [(key: Value, value: Value)] = []
        result.reserveCapacity(live)
        for entry in slots where entry.isLive { result.append((entry.key, entry.value)) }
        return result
    }

    /// The keys in order.
    public var keys: [Value] { slots.compactMap { $0.isLive ? $0.key : nil } }

    /// The values in order.
    public var values: [Value] { slots.compactMap { $0.isLive ? $0.value : nil } }

    /// The value of a text key; setting nil removes it.
    public subscript(_ key: String) -> Value? {
        get { value(of: key, hash: Self.hash(key)) }
        set {
            let hash = Self.hash(key)
            if let newValue {
                store(.string(key), newValue, hash: hash, at: position(of: key, hash: hash))
            } else if let position = position(of: key, hash: hash) {
                remove(at: position)
            }
        }
    }

    override func member(_ member: Member) throws -> Value? {
        guard let key = member.key else { return nil }
        return value(of: key.text, hash: key.hash)
    }

    override func item(_ key: TextKey) -> Value? { value(of: key.text, hash: key.hash) }

    /// The value of a key, or nil. Throws a TypeError for an unhashable key.
    public func get(_ key: Value) throws -> Value? {
        if case .string(let text) = key { return self[text] }
        let hash = try Self.hash(key)
        return try position(of: key, hash: hash).map { slots[$0].value }
    }

    /// Sets the value of a key; an existing key keeps its position. Throws a TypeError for an unhashable key.
    public func set(_ key: Value, _ value: Value) throws {
        if case .string(let text) = key {
            self[text] = value
            return
        }
        let hash = try Self.hash(key)
        store(key, value, hash: hash, at: try position(of: key, hash: hash))
    }

    /// Adds a key that is not there yet; whether it was not. Throws a TypeError for an unhashable key.
    func insert(_ key: Value) throws -> Bool {
        let hash = try Self.hash(key)
        if try position(of: key, hash: hash) != nil { return false }
        store(key, .none, hash: hash, at: nil)
        return true
    }

    /// Removes a key and gives the value it had, or nil. Throws a TypeError for an unhashable key.
    @discardableResult
    public func remove(_ key: Value) throws -> Value? {
        let hash = try Self.hash(key)
        guard let position = try position(of: key, hash: hash) else { return nil }
        let value = slots[position].value
        remove(at: position)
        return value
    }

    /// Removes the last entry and gives it, or nil from an empty dict.
    public func removeLast() -> (key: Value, value: Value)? {
        guard let position = slots.lastIndex(where: \.isLive) else { return nil }
        let entry = slots[position]
        remove(at: position)
        return (entry.key, entry.value)
    }

    /// Removes everything.
    public func removeAll() {
        if live > 0 { changes += 1 }
        slots = []
        table = []
        live = 0
    }

    /// A dict with the same entries.
    public func copy() -> DictObject {
        let copy = DictObject()
        copy.slots = slots
        copy.table = table
        copy.live = live
        return copy
    }

    // MARK: The table

    private static func hash(_ text: String) -> Int { text.bytesHash }

    private static func hash(_ key: Value) throws -> Int { try key.text?.bytesHash ?? key.hashNumber() & Int.max }

    /// The value of a text key. The entries are asked for once: each look at them is one that the run time checks.
    private func value(of key: String, hash: Int) -> Value? {
        let slots = slots
        return find(hash, in: slots) { $0.isText(key) }.map { slots[$0].value }
    }

    private func position(of key: String, hash: Int) -> Int? {
        find(hash, in: slots) { $0.isText(key) }
    }

    private func position(of key: Value, hash: Int) throws -> Int? {
        try find(hash, in: slots) { try $0.isSame(as: key) }
    }

    /// The position of the entry with a hash whose key passes.
    @inline(__always)
    private func find(_ hash: Int, in slots: [Entry], _ isKey: (Value) throws -> Bool) rethrows -> Int? {
        let table = table
        if table.isEmpty {
            for index in 0..<slots.count where slots[index].hash == hash {
                if try isKey(slots[index].key) { return index }
            }
            return nil
        }
        let mask = table.count - 1
        var probe = hash & mask
        while table[probe] >= 0 {
            let index = Int(table[probe])
            if slots[index].hash == hash, try isKey(slots[index].key) { return index }
            probe = (probe + 1) & mask
        }
        return nil
    }

    private func store(_ key: Value, _ value: Value, hash: Int, at position: Int?) {
        if let position {
            update { $0[position].value = value }
            return
        }
        update { $0.append(Entry(hash: hash, key: key, value: value)) }
        live += 1
        changes += 1
        if table.isEmpty {
            if slots.count > 8 { rebuild() }
        } else if slots.count * 4 > table.count * 3 {
            rebuild()
        } else {
            var positions = table
            table = []
            Self.place(slots.count - 1, hash: hash, in: &positions)
            table = positions
        }
    }

    private func remove(at position: Int) {
        live -= 1
        changes += 1
        if table.isEmpty {
            update { _ = $0.remove(at: position) }
        } else {
            update { entries in
                entries[position].hash = -1
                entries[position].value = .none
            }
            if live * 2 < slots.count { rebuild() }
        }
    }

    /// Changes the entries. The dict has none meanwhile, so that nothing is copied.
    private func update(_ change: (inout [Entry]) -> Void) {
        var entries = slots
        slots = []
        change(&entries)
        slots = entries
    }

    /// Drops removed entries and makes the table anew.
    private func rebuild() {
        if live < slots.count { update { $0.removeAll { !$0.isLive } } }
        if slots.count <= 8 {
            table = []
            return
        }
        var size = 32
        while size < slots.count * 2 { size *= 2 }
        var table = [Int32](repeating: -1, count: size)
        for index in slots.indices { Self.place(index, hash: slots[index].hash, in: &table) }
        self.table = table
    }

    private static func place(_ index: Int, hash: Int, in table: inout [Int32]) {
        let mask = table.count - 1
        var probe = hash & mask
        while table[probe] >= 0 { probe = (probe + 1) & mask }
        table[probe] = Int32(truncatingIfNeeded: index)
    }

    /// The entry at or behind a position in the order, and the position behind it; what iterators use.
    func entry(from position: Int) -> (entry: (key: Value, value: Value), next: Int)? {
        var index = position
        while index < slots.count {
            let entry = slots[index]
            if entry.isLive { return ((entry.key, entry.value), index + 1) }
            index += 1
        }
        return nil
    }

    // MARK: As an object

    public override var typeName: String { "dict" }
    public override var length: Int? { live }
    public override var isMapping: Bool { true }
    public override var isSequence: Bool { true }

    public override func repr() throws -> String {
        if isBeingPrinted { return "{...}" }
        isBeingPrinted = true
        defer { isBeingPrinted = false }
        var text = "{"
        for (index, entry) in entries.enumerated() {
            if index > 0 { text += ", " }
            text += try entry.key.repr()
            text += ": "
            text += try entry.value.repr()
            if text.utf8.count > TextLimit.bytes { try TextLimit.check(text.utf8.count) }
        }
        return text + "}"
    }

    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        if case .string(let text) = key { return self[text] }
        // An unhashable key is a missing one.
        return try? get(key)
    }

    public override func makeIterator() throws -> ValueIterator? { DictIterator(self, .keys) }
    public override func contains(_ needle: Value) throws -> Bool? { try get(needle) != nil }
    public override func hash(into hasher: inout Hasher) throws { throw JinjaError(.type, "unhashable type: 'dict'") }

    public override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(DictObject.self) else { return nil }
        if other.live != live { return false }
        for entry in slots where entry.isLive {
            guard let value = try other.get(entry.key), try entry.value.isSame(as: value) else { return false }
        }
        return true
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? { nil }
    public override func method(_ name: String) -> Method? { AllMethods.dict(name) }
}

extension Value {
    /// Whether the value is a text with these bytes.
    fileprivate func isText(_ other: String) -> Bool {
        switch self {
        case .string(let text): sameText(text, other)
        case .object(let object): (object as? Markup).map { sameText($0.text, other) } ?? false
        default: false
        }
    }
}

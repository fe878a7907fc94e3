/// Where a name of the template lives while it runs: a slot of the function (template, macro, call body, recursive loop) that owns it.
struct Slot {
    let function: FunctionScope
    let index: Int
}

/// The slots of one function: what a `Frame` is made for.
final class FunctionScope {
    let parent: FunctionScope?
    private(set) var slotCount = 0

    init(parent: FunctionScope?) { self.parent = parent }

    func makeSlot() -> Slot {
        defer { slotCount += 1 }
        return Slot(function: self, index: slotCount)
    }

    /// How many functions outwards `other` lies.
    func hops(to other: FunctionScope) -> Int {
        var hops = 0
        var function = self
        while function !== other, let parent = function.parent {
            function = parent
            hops += 1
        }
        return hops
    }
}

/// How a slot gets its value when its scope is entered.
enum SlotLoad {
    /// Something else sets it: a parameter, a loop's target.
    case parameter
    /// The context's value of the name.
    case context
    /// The value of an outer slot.
    case outer(Slot)
    /// No value yet.
    case undefined
}

/// The names of one scope: Jinja's `Symbols`. Names are resolved before anything runs, by Jinja's rules:
/// a name that is stored anywhere in a scope is that scope's own, and starts with the value the outer scope has on entry.
final class Scope {
    /// A name with a slot of this scope.
    struct Entry {
        var slot: Slot
        var load: SlotLoad
        /// Whether the name is assigned here.
        var isStored: Bool
    }

    let parent: Scope?
    let function: FunctionScope
    /// Shared by the copies that the branches of an `if` work on, so that a name has one slot in all of them; nil before there are copies.
    private var shared: SlotTable?
    /// Names with a slot of this scope, in order of their first mention.
    private var names = NameList()
    /// What is known of each of them.
    private var entries: [Entry] = []

    private final class SlotTable {
        var names = NameList()
        var slots: [Slot] = []
    }

    init(parent: Scope?, function: FunctionScope) {
        self.parent = parent
        self.function = function
    }

    private init(copying other: Scope) {
        parent = other.parent
        function = other.function
        shared = other.shared
        names = other.names
        entries = other.entries
    }

    /// A scope inside this one; with `function` its slots belong to another function.
    func inner(function: FunctionScope? = nil) -> Scope { Scope(parent: self, function: function ?? self.function) }

    /// A name of this scope itself.
    func entry(_ name: String) -> Entry? { names.position(of: name).map { entries[$0] } }

    /// The entry of a name here or outside, and the scope it belongs to.
    func find(_ name: String) -> (entry: Entry, scope: Scope)? {
        var scope = self
        while true {
            if let position = scope.names.position(of: name) { return (scope.entries[position], scope) }
            guard let parent = scope.parent else { return nil }
            scope = parent
        }
    }

    /// Tells the names with a slot here, in order.
    func forEach(_ body: (String, Entry) throws -> Void) rethrows {
        for index in entries.indices { try body(names.names[index], entries[index]) }
    }

    private func define(_ name: String, _ load: SlotLoad, isStored: Bool) -> Slot {
        let slot = slot(name)
        if let position = names.position(of: name) {
            change(position) { $0 = Entry(slot: slot, load: load, isStored: isStored || $0.isStored) }
        } else {
            add(name, Entry(slot: slot, load: load, isStored: isStored))
        }
        return slot
    }

    /// Adds a name that is not there. What is known is out of its place meanwhile: each look at the place is one that the run time checks.
    private func add(_ name: String, _ entry: Entry) {
        var (names, entries) = (names, entries)
        (self.names, self.entries) = (NameList(), [])
        if entries.isEmpty { entries.reserveCapacity(8) }
        names.append(name)
        entries.append(entry)
        (self.names, self.entries) = (names, entries)
    }

    private func change(_ position: Int, _ body: (inout Entry) -> Void) {
        var entries = entries
        self.entries = []
        body(&entries[position])
        self.entries = entries
    }

    private func slot(_ name: String) -> Slot {
        if let entry = entry(name) { return entry.slot }
        if let shared, let position = shared.names.position(of: name) { return shared.slots[position] }
        let slot = function.makeSlot()
        shared?.names.append(name)
        shared?.slots.append(slot)
        return slot
    }

    /// The name is read.
    func read(_ name: String) {
        if find(name) == nil { _ = define(name, .context, isStored: false) }
    }

    /// The name is assigned.
    func store(_ name: String) {
        if let position = names.position(of: name) {
            change(position) { $0.isStored = true }
        } else if let outer = parent?.find(name) {
            _ = define(name, .outer(outer.entry.slot), isStored: true)
        } else {
            _ = define(name, .undefined, isStored: true)
        }
    }

    /// The name is a parameter or a loop's target.
    @discardableResult
    func declare(_ name: String) -> Slot { define(name, .parameter, isStored: true) }

    func copy() -> Scope {
        if shared == nil { shared = SlotTable() }
        return Scope(copying: self)
    }

    /// Takes over what the branches of an `if` found: a name stored in a branch starts with the outer value.
    func merge(_ branches: [Scope]) {
        let stored = entries.map(\.isStored)
        for branch in branches {
            branch.forEach { name, entry in
                if let position = names.position(of: name) {
                    change(position) { $0 = Entry(slot: entry.slot, load: entry.load, isStored: entry.isStored || $0.isStored) }
                } else {
                    add(name, entry)
                }
            }
        }
        for index in entries.indices where entries[index].isStored && !(index < stored.count && stored[index]) {
            let load: SlotLoad = parent?.find(names.names[index]).map { .outer($0.entry.slot) } ?? .context
            change(index) { $0.load = load }
        }
    }
}

extension Scope.Entry {
    /// Whether the name is only ever read here, and means the context's value.
    var isContextOnly: Bool {
        if case .context = load { return !isStored }
        return false
    }
}

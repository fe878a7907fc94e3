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
    let parent: Scope?
    let function: FunctionScope
    /// Shared by the copies that the branches of an `if` work on, so that a name has one slot in all of them.
    private let slots: SlotTable
    private var slotByName: [String: Slot] = [:]
    /// Names with a slot of this scope, in order of their first mention.
    private(set) var order: [String] = []
    private var loads: [String: SlotLoad] = [:]
    private(set) var stores: Set<String> = []

    private final class SlotTable {
        var byName: [String: Slot] = [:]
    }

    init(parent: Scope?, function: FunctionScope) {
        self.parent = parent
        self.function = function
        slots = SlotTable()
    }

    private init(copying other: Scope) {
        parent = other.parent
        function = other.function
        slots = other.slots
        slotByName = other.slotByName
        order = other.order
        loads = other.loads
        stores = other.stores
    }

    /// A scope inside this one; with `function` its slots belong to another function.
    func inner(function: FunctionScope? = nil) -> Scope { Scope(parent: self, function: function ?? self.function) }

    /// The slot of a name here or outside, and the scope it belongs to.
    func find(_ name: String) -> (slot: Slot, scope: Scope)? {
        var scope: Scope? = self
        while let current = scope {
            if let slot = current.slotByName[name] { return (slot, current) }
            scope = current.parent
        }
        return nil
    }

    func load(of name: String) -> SlotLoad { loads[name] ?? .undefined }

    /// Names with a slot here and how they start, in order.
    var entries: [(name: String, slot: Slot, load: SlotLoad)] {
        order.compactMap { name in slotByName[name].map { (name, $0, load(of: name)) } }
    }

    private func define(_ name: String, _ load: SlotLoad) -> Slot {
        let slot = slots.byName[name] ?? function.makeSlot()
        slots.byName[name] = slot
        if slotByName[name] == nil { order.append(name) }
        slotByName[name] = slot
        loads[name] = load
        return slot
    }

    /// The name is read.
    func read(_ name: String) {
        if find(name) == nil { _ = define(name, .context) }
    }

    /// The name is assigned.
    func store(_ name: String) {
        stores.insert(name)
        if slotByName[name] != nil { return }
        if let outer = parent?.find(name) {
            _ = define(name, .outer(outer.slot))
        } else {
            _ = define(name, .undefined)
        }
    }

    /// The name is a parameter or a loop's target.
    @discardableResult
    func declare(_ name: String) -> Slot {
        stores.insert(name)
        return define(name, .parameter)
    }

    func copy() -> Scope { Scope(copying: self) }

    /// Takes over what the branches of an `if` found: a name stored in a branch starts with the outer value.
    func merge(_ branches: [Scope]) {
        var stored: Set<String> = []
        for branch in branches { stored.formUnion(branch.stores) }
        stored.subtract(stores)
        for branch in branches {
            for name in branch.order {
                if slotByName[name] == nil { order.append(name) }
                slotByName[name] = branch.slotByName[name]
                loads[name] = branch.loads[name]
            }
            stores.formUnion(branch.stores)
        }
        for name in stored {
            if let outer = parent?.find(name) {
                loads[name] = .outer(outer.slot)
            } else {
                loads[name] = .context
            }
        }
    }

    /// Whether the name is only ever read here, and means the context's value.
    func isContextOnly(_ name: String) -> Bool {
        if case .context = load(of: name) { return !stores.contains(name) }
        return false
    }
}

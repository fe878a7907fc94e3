import Warehouse

/// A session's turns with the handles of its target: from the first statement until nothing of the session is left in the handle.
final class SQLiteLease {
    private let handles: SQLiteHandles
    private let gate: WriteGate
    private let cancel: CancelHandle
    /// The handle of the present turn; nil between turns.
    private(set) var handle: SQLiteHandle?
    /// Whether the handle is this session's until it is discarded.
    private var isKept = false
    /// Whether statements of this turn may have changed tables or views.
    var changedSchema = false
    /// Whether statements changed what belongs to the session: attached files, pragmas.
    var touchedSession = false

    /// No turn yet. Opens the target where nobody has; throws what stands in the way of that.
    init(_ handles: SQLiteHandles, gate: WriteGate, cancel: CancelHandle) throws(WarehouseError) {
        self.handles = handles
        self.gate = gate
        self.cancel = cancel
        try handles.join(cancel)
        arm(nil)
    }

    /// What a wish to stop does: to the running statement where there is one, and to the wait for gate and handle.
    private func arm(_ interrupt: (@Sendable () -> Void)?) {
        cancel.arm { [gate, handles] in
            interrupt?()
            gate.wake()
            handles.wake()
        }
    }

    /// The handle, for which a turn begins where there was none. Throws `cancelled` where the wait for it was.
    func take() throws(WarehouseError) -> SQLiteHandle {
        if let handle { return handle }
        let taken = try handles.take(for: cancel)
        arm(taken.interrupt)
        handle = taken
        changedSchema = false
        return taken
    }

    /// Ends the turn unless a transaction, temporary objects or settings of this session are in the handle.
    func end() {
        guard let handle, handle.isIdle else { return }
        if !isKept, touchedSession || changedSchema && SQLiteSession.hasTemporaryObjects(handle) {
            isKept = true
            handles.keep()
        }
        if isKept {
            if changedSchema { handles.noteChange() }
            changedSchema = false
            return
        }
        arm(nil)
        self.handle = nil
        handles.giveBack(handle, changedSchema: changedSchema)
    }

    /// Closes the handle of the present turn with all that is in it.
    func discard() {
        guard handle != nil else { return }
        arm(nil)
        handle = nil
        if !isKept { handles.keep() }
        isKept = false
        touchedSession = false
    }

    /// Ends the session.
    func close() {
        discard()
        cancel.disarm()
        handles.leave()
    }
}

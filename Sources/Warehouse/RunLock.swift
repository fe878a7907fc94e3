/// The lock that lets one command at a time build in a target. The system takes it away from a process that dies.
///
/// Used by one thread.
public protocol RunLock: AnyObject {
    /// Takes the lock where it is free; gives false where somebody else has it. Throws what stands in the way of asking.
    ///
    /// - Parameter holder: one line about who takes it, for those who find it taken.
    func take(for holder: String) throws(WarehouseError) -> Bool

    /// What the one who has it said about itself; nil where that cannot be known, or where it was freed meanwhile.
    var holder: String? { get }

    /// Gives it back. Calling it again does nothing.
    func release()
}

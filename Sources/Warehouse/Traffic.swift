internal import Synchronization

/// What was done over connections to a database. Each counts for itself; what it counted is added to others' when it ends.
public struct Traffic: Sendable, Equatable {
    /// The connections that were opened; several sessions may take turns with one.
    public var connections = 0
    /// The statements that the engine ran, those that begin and end transactions included.
    public var statements = 0
    /// How often something was sent and its answer waited for; nil for an engine inside the process. Connecting is not among them.
    public var roundTrips: Int?
    /// The bytes that went to the server; nil where nobody counts them.
    public var bytesSent: Int?
    /// The bytes that came from the server; nil where nobody counts them.
    public var bytesReceived: Int?
    /// The rows that were put into tables by `Connection.load`.
    public var rowsLoaded = 0

    /// Nothing yet.
    public init() {}

    /// Both together; what one of them does not know is the other's.
    public static func + (left: Traffic, right: Traffic) -> Traffic {
        var sum = left
        sum.connections += right.connections
        sum.statements += right.statements
        sum.rowsLoaded += right.rowsLoaded
        sum.roundTrips = known(left.roundTrips, right.roundTrips)
        sum.bytesSent = known(left.bytesSent, right.bytesSent)
        sum.bytesReceived = known(left.bytesReceived, right.bytesReceived)
        return sum
    }

    private static func known(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return left ?? right }
        return left + right
    }
}

/// The traffic of an adapter's connections that have ended.
public final class TrafficTotal: Sendable {
    private let sum = Mutex(Traffic())

    /// Nothing yet.
    public init() {}

    /// The traffic until now.
    public var traffic: Traffic { sum.withLock { $0 } }

    /// Adds what a connection counted; called once, when it ends.
    public func add(_ traffic: Traffic) { sum.withLock { $0 = $0 + traffic } }
}

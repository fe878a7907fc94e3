import CPostgres
import Glibc
import Synchronization
import Warehouse

/// A connection that is being made on a thread of its own: libpq waits for the network, and the wait must end when somebody cancels.
final class ConnectionAttempt: Sendable {
    private struct State {
        /// The address of the connection, 0 where there is none.
        var connection = 0
        var isOver = false
        var isAbandoned = false
    }

    private let parameters: [(key: String, value: String)]
    private let state = Mutex(State())
    /// A pipe that becomes readable when the attempt is over; -1 where the system has none left.
    private let ends: (read: Int32, write: Int32)

    /// An attempt with libpq's parameters that has not begun.
    init(_ parameters: [(key: String, value: String)]) {
        self.parameters = parameters
        var ends: [Int32] = [-1, -1]
        self.ends = pipe(&ends) == 0 ? (ends[0], ends[1]) : (-1, -1)
    }

    deinit {
        guard ends.read >= 0 else { return }
        close(ends.read)
        close(ends.write)
    }

    /// Connects. Gives libpq's connection, good or bad; nil where memory is short or somebody cancelled.
    func wait(unless cancel: CancelHandle) -> OpaquePointer? {
        guard ends.read >= 0, start() else { return connect() }
        var descriptor = pollfd(fd: ends.read, events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, 100) <= 0 {
            guard cancel.isCancelled else { continue }
            let isOver = state.withLock { state in
                state.isAbandoned = true
                return state.isOver
            }
            if isOver, let connection = made { smelt_PQfinish(connection) }
            return nil
        }
        return made
    }

    private var made: OpaquePointer? { OpaquePointer(bitPattern: state.withLock { $0.connection }) }

    private func start() -> Bool {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ConnectionAttempt>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        guard status == 0 else {
            Unmanaged<ConnectionAttempt>.fromOpaque(context).release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func run() {
        let connection = connect()
        let isAbandoned = state.withLock { state in
            state.isOver = true
            state.connection = Int(bitPattern: connection)
            return state.isAbandoned
        }
        if isAbandoned, let connection { smelt_PQfinish(connection) }
        var byte: UInt8 = 1
        _ = write(ends.write, &byte, 1)
    }

    private func connect() -> OpaquePointer? {
        let keys = parameters.map { strdup($0.key) }
        let values = parameters.map { strdup($0.value) }
        defer { (keys + values).forEach { free($0) } }
        let keyPointers = keys.map { UnsafePointer($0) } + [nil]
        let valuePointers = values.map { UnsafePointer($0) } + [nil]
        return smelt_PQconnectdbParams(keyPointers, valuePointers)
    }
}

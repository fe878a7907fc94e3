import CPostgres
import Glibc
import Synchronization
import Warehouse

/// The client library, loaded when the first session opens.
enum LibPQ {
    private static let loaded = Mutex<String?>(nil)

    /// Loads the library. Throws `connectionFailed(.missingLibrary)` where it is not installed.
    static func load(_ library: String = "libpq.so.5") throws(WarehouseError) {
        let problem: String? = loaded.withLock { loaded in
            if loaded == library { return nil }
            var message = [CChar](repeating: 0, count: 512)
            if smelt_libpq_load(library, &message, message.count) != 0 {
                loaded = library
                return nil
            }
            return message.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        }
        guard let problem else { return }
        throw WarehouseError(
            .connectionFailed(.missingLibrary), "cannot load the Postgres client library: \(problem)",
            advice: "install it: apt-get install libpq5 (Debian, Ubuntu), dnf install libpq (Fedora), apk add libpq (Alpine)")
    }
}

/// An open connection: with `PostgresAnswer` the only code that calls libpq.
final class PostgresHandle {
    /// What the server or the library said went wrong.
    struct Failure: Error {
        let message: String
        let sqlState: String?
        let position: Int?
        let isConnectionLost: Bool
    }

    /// Collects the server's remarks.
    private final class Notices {
        var texts: [String] = []
    }

    private let connection: OpaquePointer
    private let request: CancelRequest
    /// Whether the server did not answer a cancel: nothing is sent any more.
    private var isAbandoned = false
    /// Whether a text was sent whose answers nobody has read yet.
    private(set) var isOwedAnswers = false
    private let notices = Notices()
    private let cancel: CancelHandle
    /// What was done so far.
    var traffic = Traffic()
    private let total: TrafficTotal

    /// Connects; what the connection did is added to `traffic` when it ends. Throws libpq's message.
    init(_ parameters: [(key: String, value: String)], cancel: CancelHandle, traffic: TrafficTotal) throws(Failure) {
        guard let connection = ConnectionAttempt(parameters).wait(unless: cancel) else {
            throw Failure(message: "out of memory", sqlState: nil, position: nil, isConnectionLost: true)
        }
        guard smelt_PQstatusIsOK(connection) != 0 else {
            let message = String(cString: smelt_PQerrorMessage(connection))
            smelt_PQfinish(connection)
            throw Failure(message: message.trimmed, sqlState: nil, position: nil, isConnectionLost: true)
        }
        self.connection = connection
        self.cancel = cancel
        total = traffic
        self.traffic.connections = 1
        self.traffic.roundTrips = 0
        request = CancelRequest(smelt_PQgetCancel(connection))
        smelt_PQsetNoticeProcessor(
            connection,
            { context, message in
                guard let context, let message else { return }
                let notices = Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue()
                if notices.texts.count < 1000 { notices.texts.append(String(cString: message).trimmed) }
            }, Unmanaged.passUnretained(notices).toOpaque())
    }

    deinit {
        var (sent, received) = (0, 0)
        if smelt_tcp_bytes(smelt_PQsocket(connection), &sent, &received) != 0 {
            traffic.bytesSent = sent
            traffic.bytesReceived = received
        }
        smelt_PQfinish(connection)
        total.add(traffic)
    }

    /// What stops the running statement on the server; harmless once the handle is gone.
    var stop: @Sendable () -> Void {
        let request = request
        return { request.send() }
    }

    /// Whether the connection is usable.
    var isAlive: Bool { !isAbandoned && smelt_PQstatusIsOK(connection) != 0 }
    /// Whether the server has no transaction open.
    var isIdle: Bool { smelt_PQtransactionIsIdle(connection) != 0 }

    /// A setting the server reports (`DateStyle`).
    func setting(_ name: String) -> String? { smelt_PQparameterStatus(connection, name).map { String(cString: $0) } }

    /// The remarks since the last call.
    func takeNotices() -> [String] {
        defer { notices.texts = [] }
        return notices.texts
    }

    /// The failure the library left behind.
    var lastFailure: Failure {
        Failure(
            message: String(cString: smelt_PQerrorMessage(connection)).trimmed, sqlState: nil, position: nil, isConnectionLost: !isAlive)
    }

    /// Runs a text of one or several statements. Gives the last one's answer; throws the first failure.
    func run(_ sql: String) throws(Failure) -> PostgresAnswer? {
        try send(sql)
        return try readAnswers().last
    }

    /// Runs a text as `run` does in a transaction that begins with it: both go to the server at once.
    func runBeginning(_ sql: String) throws(Failure) -> PostgresAnswer? {
        let beginning = "BEGIN; "
        try send(beginning + sql)
        do throws(Failure) {
            let (last, count) = try readAnswers()
            // The one answer is that to `BEGIN`.
            if count == 1 { throw PostgresAnswer.emptyQuery }
            return last
        } catch {
            throw error.moved(back: beginning.utf8.count)
        }
    }

    /// Sends a text and does not wait for what the server says to it: that is read before the next text is sent, or by `settle`.
    func dispatch(_ sql: String) throws(Failure) {
        try send(sql)
        isOwedAnswers = true
    }

    /// Reads the answers to what was dispatched. Throws the first failure among them.
    func settle() throws(Failure) {
        guard isOwedAnswers else { return }
        isOwedAnswers = false
        _ = try readAnswers()
    }

    private func readAnswers() throws(Failure) -> (last: PostgresAnswer?, count: Int) {
        var last: PostgresAnswer?
        var count = 0
        var failure: Failure?
        while let answer = try next() {
            if let problem = copyRefusal(answer) ?? answer.failure(isAlive: isAlive) {
                failure = failure.map { $0.followed(by: problem) } ?? problem
            }
            last = answer
            count += 1
        }
        if let failure { throw failure }
        return (last, count)
    }

    /// Runs one query and hands its answers over as they come; each holds one row, the last none.
    func runRowByRow(_ sql: String, _ use: (PostgresAnswer) throws -> Void) throws {
        try send(sql)
        _ = smelt_PQsetSingleRowMode(connection)
        var failure: (any Error)?
        while let answer = try next() {
            if let problem = copyRefusal(answer) ?? answer.failure(isAlive: isAlive) { failure = failure ?? problem }
            // The rest is read and dropped: the connection must be free for the rollback.
            guard failure == nil else { continue }
            do {
                try use(answer)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func send(_ sql: String) throws(Failure) {
        if sql.utf8.contains(0) {
            throw Failure(
                message: "A statement cannot contain NUL (0x00) characters.", sqlState: nil, position: nil, isConnectionLost: false)
        }
        try settle()
        if smelt_PQsendQuery(connection, sql) == 0 { throw lastFailure }
        countRoundTrip()
    }

    /// The next answer of the running text; nil at its end.
    private func next() throws(Failure) -> PostgresAnswer? {
        var asked = 0
        while smelt_PQisBusy(connection) != 0 {
            var descriptor = pollfd(fd: smelt_PQsocket(connection), events: Int16(POLLIN), revents: 0)
            let ready = poll(&descriptor, 1, 200)
            // A request that reached the server before the statement did nothing: ask again until it stops.
            if ready == 0, cancel.isCancelled {
                guard asked < Self.requests else { throw abandoned() }
                asked += 1
                stop()
            }
            if ready != 0 || asked > 0, smelt_PQconsumeInput(connection) == 0 { break }
        }
        guard let answer = smelt_PQgetResult(connection).map(PostgresAnswer.init) else { return nil }
        if answer.endsStatement { traffic.statements += 1 }
        return answer
    }

    /// Counts that something was sent whose answer is waited for.
    private func countRoundTrip() { traffic.roundTrips = (traffic.roundTrips ?? 0) + 1 }

    /// How often the server is asked to cancel, five times a second, before it is given up.
    private static let requests = 20

    private func abandoned() -> Failure {
        isAbandoned = true
        return Failure(
            message: "canceling statement due to user request; the server did not confirm it", sqlState: "57014", position: nil,
            isConnectionLost: true)
    }

    /// Ends a COPY that stands in a statement of the user's; gives what to tell.
    private func copyRefusal(_ answer: PostgresAnswer) -> Failure? {
        switch answer.status {
        case PGRES_COPY_IN:
            _ = smelt_PQputCopyEnd(connection, "no data to copy")
            return .statement("can't execute COPY FROM: a statement of the project has no data to copy in")
        case PGRES_COPY_OUT:
            var bytes: UnsafeMutablePointer<CChar>?
            while smelt_PQgetCopyData(connection, &bytes) > 0 { smelt_PQfreemem(bytes) }
            return .statement("can't execute COPY TO: a statement of the project has nowhere to copy to")
        default: return nil
        }
    }

    // MARK: COPY

    /// Begins `COPY … FROM STDIN`.
    func beginCopy(_ sql: String) throws(Failure) {
        try send(sql)
        guard let answer = try next() else { throw lastFailure }
        guard answer.status == PGRES_COPY_IN else {
            let failure = answer.failure(isAlive: isAlive) ?? .statement("\(sql) did not begin")
            while try next() != nil {}
            throw failure
        }
    }

    /// Sends bytes of the copy.
    func copy(_ bytes: [UInt8]) throws(Failure) {
        let status = bytes.withUnsafeBytes { buffer in
            smelt_PQputCopyData(connection, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count))
        }
        if status != 1 { throw lastFailure }
    }

    /// Ends the copy, on purpose without success where a reason is given. Throws what the server found wrong.
    func endCopy(abort reason: String? = nil) throws(Failure) {
        if smelt_PQputCopyEnd(connection, reason) != 1 { throw lastFailure }
        countRoundTrip()
        var failure: Failure?
        while let answer = try next() { failure = failure ?? answer.failure(isAlive: isAlive) }
        if let failure { throw failure }
    }
}

/// Asks the server to stop what a connection runs. May outlive the connection.
private final class CancelRequest: @unchecked Sendable {
    private let pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { self.pointer = pointer }

    deinit {
        if let pointer { smelt_PQfreeCancel(pointer) }
    }

    /// Sends the request from a thread of its own: it opens a connection, which takes minutes where the network swallows packets.
    func send() {
        guard pointer != nil else { return }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let request = Unmanaged<CancelRequest>.fromOpaque(context).takeRetainedValue()
                var message = [CChar](repeating: 0, count: 256)
                if let pointer = request.pointer { smelt_PQcancel(pointer, &message, 256) }
                return nil
            }, context)
        if status == 0 { pthread_detach(thread) } else { Unmanaged<CancelRequest>.fromOpaque(context).release() }
    }
}

extension PostgresHandle.Failure {
    /// A failure of a statement without the server's part in it.
    static func statement(_ message: String) -> Self {
        Self(message: message, sqlState: nil, position: nil, isConnectionLost: false)
    }

    /// The failure of a text that stood behind some characters.
    func moved(back count: Int) -> Self {
        Self(message: message, sqlState: sqlState, position: position.map { max($0 - count, 1) }, isConnectionLost: isConnectionLost)
    }

    /// Two failures of one statement as one: a killed session answers first why, then that the connection is gone.
    func followed(by other: Self) -> Self {
        // libpq calls the socket of a connection that it closed itself invalid: that says nothing new.
        let noise = "invalid socket"
        let news = other.message.hasSuffix(noise) ? String(other.message.dropLast(noise.count)).trimmed : other.message
        let message = news.isEmpty || message.contains(news) ? message : "\(message)\n\(news)"
        return Self(
            message: message, sqlState: sqlState ?? other.sqlState, position: position,
            isConnectionLost: isConnectionLost || other.isConnectionLost)
    }
}

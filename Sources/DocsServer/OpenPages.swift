import Formats
import NIOCore
import NIOHTTP1
import Synchronization

/// The pages that are open in browsers and wait to be told that the documentation was written anew, or that it cannot be.
public final class OpenPages: Sendable {
    private struct State {
        var number = 0
        var problem: String?
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())
    /// Sets this server's versions apart from those of an earlier one at the same address.
    private let start = UInt32.random(in: 0...UInt32.max)
    /// Puts into a page what listens for events, and the version it is told of first.
    private let page: @Sendable ([UInt8], String) -> [UInt8]

    /// Nobody is there yet.
    ///
    /// - Parameter page: Puts into a page what listens for events, and the version the page has.
    public init(page: @escaping @Sendable ([UInt8], String) -> [UInt8]) { self.page = page }

    /// The version of the documentation that is there.
    var version: String { state.withLock { version($0) } }

    private func version(_ state: State) -> String { "\(start).\(state.number)" }

    /// A page with what listens for events.
    func enliven(_ bytes: [UInt8], _ version: String) -> [UInt8] { page(bytes, version) }

    /// Tells all pages that the documentation was written.
    public func reload() {
        tell { state in
            state.number += 1
            state.problem = nil
        }
    }

    /// Tells all pages why the documentation cannot be written.
    public func show(problem: String) { tell { $0.problem = problem } }

    private func tell(_ change: (inout State) -> Void) {
        let (channels, text) = state.withLock { state -> ([any Channel], String) in
            change(&state)
            return (Array(state.channels.values), event(state))
        }
        for channel in channels { Self.send(text, to: channel) }
    }

    private func event(_ state: State) -> String {
        let map: ConfigMap = ["version": .string(version(state)), "problem": .string(state.problem ?? "")]
        return "event: state\ndata: \(JSONWriter.text(of: .map(map)))\n\n"
    }

    // MARK: Pages

    private static let most = 100

    /// Takes a page in and tells it how things are. False where there are too many.
    func add(_ channel: any Channel) -> Bool {
        let first = state.withLock { state -> String? in
            guard state.channels.count < Self.most else { return nil }
            state.channels[ObjectIdentifier(channel)] = channel
            return event(state)
        }
        guard let first else { return false }
        Self.send("retry: 1000\n" + first, to: channel)
        return true
    }

    /// Forgets a page.
    func remove(_ channel: any Channel) { state.withLock { $0.channels[ObjectIdentifier(channel)] = nil } }

    /// Sends a remark that keeps the connection from being taken for dead.
    static func sendSignOfLife(to channel: any Channel) { send(":\n\n", to: channel) }

    private static func send(_ text: String, to channel: any Channel) {
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
    }
}

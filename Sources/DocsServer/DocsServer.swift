public import Diagnostics
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Shows the documentation of a project to browsers, over HTTP, until it is stopped. It reads and never writes.
public final class DocsServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    /// The address in the way browsers write it: `http://localhost:8080/`.
    public let address: String
    /// Whether programs of this machine alone can reach it.
    public let isLoopback: Bool

    /// The most connections at a time: far more than browsers open, far fewer than would be a burden.
    private static let mostConnections = 256

    /// Starts to listen.
    ///
    /// Throws a diagnostic: the port is taken or may not be used, the host is no address of this machine.
    /// - Parameters:
    ///   - site: What is shown.
    ///   - host: The name or address of this machine to listen on.
    ///   - port: The port; 0 for any that is free.
    ///   - pages: Those who are told of changes; nil where nothing is watched.
    public init(_ site: ServedSite, host: String, port: Int, pages: OpenPages?) throws(Diagnostic) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        do {
            let found = try SocketAddress.makeAddressResolvingHost(host, port: port)
            let isLoopback = Self.isLoopback(found)
            let responder = SiteResponder(site: site, hosts: ServedHosts(given: host, isLoopback: isLoopback), pages: pages)
            channel = try Self.bootstrap(group, responder).bind(to: found).wait()
            self.group = group
            self.isLoopback = isLoopback
            address = "http://\(host.contains(":") ? "[\(host)]" : host):\(channel.localAddress?.port ?? port)/"
        } catch {
            try? group.syncShutdownGracefully()
            throw Self.failure(error, host, port)
        }
    }

    private static func bootstrap(_ group: MultiThreadedEventLoopGroup, _ responder: SiteResponder) -> ServerBootstrap {
        let connections = ConnectionCount()
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 << 10
        limits.maxHeaderListSize = 32 << 10
        limits.maxHeaderFieldCount = 100
        return ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 64)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [limits] channel in
                guard connections.enter(upTo: mostConnections) else { return channel.close() }
                channel.closeFuture.whenComplete { _ in connections.leave() }
                return channel.pipeline.configureHTTPServerPipeline(withDecoderLimitConfiguration: limits).flatMap {
                    channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(SiteHandler(responder)) }
                }
            }
    }

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        address.ipAddress.map { $0.hasPrefix("127.") || $0 == "::1" } ?? false
    }

    private static func failure(_ error: any Error, _ host: String, _ port: Int) -> Diagnostic {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            Diagnostic(
                "port-in-use", .error, "Port \(port) of \(host) is in use",
                hint: "give another one with --port; --port 0 takes one that is free")
        case EACCES, EPERM:
            Diagnostic("port-not-allowed", .error, "Port \(port) of \(host) may not be used", hint: "give one above 1023 with --port")
        case nil where error is SocketAddressError || error is SocketAddressError.UnknownHost, EADDRNOTAVAIL:
            Diagnostic(
                "host-not-here", .error, "'\(host)' is no address of this machine", hint: "leave --host out, or give --host 0.0.0.0 for all"
            )
        default: Diagnostic("server-failed", .error, "Cannot listen on port \(port) of \(host): \(error)")
        }
    }

    /// Stops listening and closes all connections.
    public func stop() {
        try? channel.close().wait()
        try? group.syncShutdownGracefully()
    }
}

/// How many connections are open.
private final class ConnectionCount: Sendable {
    private let count = Mutex(0)

    /// Counts one more; false where there are as many as may be.
    func enter(upTo most: Int) -> Bool {
        count.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
    }

    /// Counts one less.
    func leave() { count.withLock { $0 -= 1 } }
}

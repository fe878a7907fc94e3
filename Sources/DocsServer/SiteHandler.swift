import NIOCore
import NIOHTTP1

/// One connection: its requests, one after the other.
final class SiteHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let responder: SiteResponder
    private var request: HTTPRequestHead?
    private var bodySize = 0
    private var deadline: Scheduled<Void>?
    private var signsOfLife: RepeatedTask?

    init(_ responder: SiteResponder) { self.responder = responder }

    /// How long a request may take to arrive, and how long a connection is kept for its answer and the next one.
    private static let (longestRequest, longestRest) = (TimeAmount.seconds(20), TimeAmount.seconds(120))
    /// The most bytes that are passed by behind a request's headers; there is no use for any.
    private static let largestBody = 1 << 16

    func channelActive(context: ChannelHandlerContext) {
        expect(within: Self.longestRequest, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        if let signsOfLife {
            signsOfLife.cancel()
            responder.pages?.remove(context.channel)
        }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = head
            bodySize = 0
            expect(within: Self.longestRequest, context)
        case .body(let bytes):
            bodySize += bytes.readableBytes
            if bodySize > Self.largestBody { context.close(promise: nil) }
        case .end:
            guard let head = request else { return }
            request = nil
            answer(head, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// Closes the connection unless something happens in time.
    private func expect(within time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    // MARK: Answers

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        switch responder.answer(head.method, head.uri, hosts: head.headers["host"]) {
        case .content(let status, let type, let policy, let bytes):
            expect(within: Self.longestRest, context)
            send(status, Self.headers(type, policy, length: bytes.count), head.method == .HEAD ? [] : bytes, head, context)
        case .events: listen(context)
        }
    }

    private static func headers(_ type: String, _ policy: String, length: Int?) -> HTTPHeaders {
        var headers = HTTPHeaders([
            ("Content-Type", type), ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"), ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Content-Security-Policy", policy),
        ])
        if let length { headers.add(name: "Content-Length", value: String(length)) }
        return headers
    }

    private func send(
        _ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ bytes: [UInt8], _ head: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        var headers = headers
        let isKept = head.isKeepAlive && status.code < 400
        if !isKept { headers.add(name: "Connection", value: "close") }
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        if !bytes.isEmpty { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil) }
        let (channel, end) = (context.channel, context.eventLoop.makePromise(of: Void.self))
        if !isKept { end.futureResult.whenComplete { _ in channel.close(promise: nil) } }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: end)
    }

    /// Answers with events for as long as the page is open.
    private func listen(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let headers = Self.headers("text/event-stream", SiteAnswer.pagePolicy, length: nil)
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        let channel = context.channel
        guard responder.pages?.add(channel) == true else {
            context.close(promise: nil)
            return
        }
        signsOfLife = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(15), delay: .seconds(15)) { _ in
            OpenPages.sendSignOfLife(to: channel)
        }
    }
}

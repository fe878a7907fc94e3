import Files
import NIOHTTP1

/// What a request is answered with.
enum SiteAnswer {
    /// A file or a message.
    case content(HTTPResponseStatus, type: String, policy: String, [UInt8])
    /// The events of a page that waits to be loaded anew.
    case events

    /// A short message.
    static func message(_ status: HTTPResponseStatus, _ text: String) -> SiteAnswer {
        .content(status, type: "text/plain; charset=utf-8", policy: pagePolicy, Array((text + "\n").utf8))
    }

    /// The page's own policy stands in the page; a header alone can keep it out of frames.
    static let pagePolicy = "frame-ancestors 'none'"
    /// What a project brings along is looked at and not run.
    static let assetPolicy = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
}

/// Finds the answer to each request; knows nothing of sockets.
struct SiteResponder: Sendable {
    let site: ServedSite
    let hosts: ServedHosts
    /// Pages that want to know of changes; nil where nothing is watched.
    let pages: OpenPages?

    /// The path that open pages get their events from. No file of the site begins with that sign.
    static let eventsPath = "/~events"

    /// The answer to a request for a target under the names of its `Host` headers.
    func answer(_ method: HTTPMethod, _ target: String, hosts names: [String]) -> SiteAnswer {
        guard names.count == 1 else { return .message(.badRequest, "One Host header is needed.") }
        guard hosts.allow(names[0]) else { return .message(.forbidden, "This server does not answer to that name.") }
        guard method == .GET || method == .HEAD else { return .message(.methodNotAllowed, "Documentation can only be read.") }
        if target == Self.eventsPath, pages != nil, method == .GET { return .events }
        guard let parts = RequestPath.parts(of: target), let file = site.file(parts) else { return Self.notFound }
        // Before the file is read: a page that was written meanwhile is then loaded once more.
        let version = pages?.version
        guard var bytes = try? site.content(of: file) else { return Self.notFound }
        let type = Self.type(of: file.path)
        if file.isAsset { return .content(.ok, type: type, policy: SiteAnswer.assetPolicy, bytes) }
        if let pages, let version, FilePath.suffix(file.path) == ".html" { bytes = pages.enliven(bytes, version) }
        return .content(.ok, type: type, policy: SiteAnswer.pagePolicy, bytes)
    }

    private static let notFound = SiteAnswer.message(.notFound, "There is no such page.")

    /// The media type of a file by its name's ending.
    static func type(of path: String) -> String { types[FilePath.suffix(path).lowercased()] ?? "application/octet-stream" }

    private static let types = [
        ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
        ".json": "application/json", ".md": "text/plain; charset=utf-8", ".txt": "text/plain; charset=utf-8",
        ".csv": "text/csv; charset=utf-8", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
        ".webp": "image/webp", ".svg": "image/svg+xml", ".ico": "image/x-icon", ".pdf": "application/pdf",
    ]
}

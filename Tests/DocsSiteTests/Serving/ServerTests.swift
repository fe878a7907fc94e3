import Diagnostics
import DocsServer
import DocsSite
import Foundation
import Testing

/// What the server of the documentation gives out, and what not.
@Suite struct ServerTests {
    /// A target folder with things in it that are nobody's business.
    private func withSite(pages: OpenPages? = nil, _ body: (ServerUnderTest, URL) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let target = folder.appending(path: "target")
            let files = [
                "index.html": "<title>shop</title>", "manifest.json": "{}", "shop.db": "secret", "compiled/a.sql": "secret",
                "node/model.shop.a%20b.html": "node", "node/x.txt": "secret", "site/base.js": "1", "site/base.map": "secret",
                "images/logo.svg": "<svg/>", "images/.hidden": "secret", "images/deep/page.html": "mine", ".env": "secret",
                "logs/dbt.log": "secret", "images.html": "secret",
            ]
            for (path, text) in files {
                let file = target.appending(path: path)
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            try Data("secret".utf8).write(to: folder.appending(path: "outside.svg"))
            try FileManager.default.createSymbolicLink(
                at: target.appending(path: "images/link.svg"), withDestinationURL: folder.appending(path: "outside.svg"))
            let site = ServedSite(folder: target.path, assets: ["images", "../outside", "."])
            let server = try DocsServer(site, host: "127.0.0.1", port: 0, pages: pages)
            defer { server.stop() }
            #expect(server.isLoopback)
            try body(ServerUnderTest(server: server), target)
        }
    }

    struct ServerUnderTest {
        let server: DocsServer

        var port: Int? { URL(string: server.address)?.port }

        /// The whole answer to one request.
        func answer(_ request: String, host: String? = "localhost") throws -> String {
            let connection = try RawConnection(port: try #require(port))
            connection.write("\(request) HTTP/1.1\r\n\(host.map { "Host: \($0)\r\n" } ?? "")Connection: close\r\n\r\n")
            return connection.read()
        }

        /// The number and the text of an answer: `200 {}`.
        func brief(_ request: String, host: String? = "localhost") throws -> String {
            let answer = try answer(request, host: host)
            let body = answer.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
            return "\(answer.split(separator: " ").dropFirst().first ?? "no answer") \(body.trimmingCharacters(in: .newlines))"
        }
    }

    @Test func itGivesTheFilesOfTheSite() throws {
        try withSite { server, _ in
            for path in ["/", "/index.html", "/index.html?x=1#y", "/%69ndex.html"] {
                let answer = try server.brief("GET \(path)")
                #expect(answer == "200 <title>shop</title>", "\(path)")
            }
            #expect(try server.brief("GET /manifest.json") == "200 {}")
            #expect(try server.brief("GET /node/model.shop.a%2520b.html") == "200 node")
            #expect(try server.brief("GET /site/base.js") == "200 1")
            #expect(try server.brief("GET /images/logo.svg") == "200 <svg/>")
            #expect(try server.brief("HEAD /") == "200 ")
            #expect(try server.answer("HEAD /").lowercased().contains("content-length: 19\r\n"))
        }
    }

    @Test func itGivesNothingElse() throws {
        try withSite { server, _ in
            let paths = [
                "/shop.db", "/compiled/a.sql", "/compiled", "/node/", "/node/x.txt", "/site/base.map", "/images", "/images/",
                "/images/.hidden",
                "/images/link.svg", "/images.html", "/.env", "/logs/dbt.log", "/catalog.json", "/~events", "//index.html", "/index.html/",
                "/../outside.svg", "/images/../shop.db", "/images/%2e%2e/shop.db", "/images%2f..%2fshop.db", "/images/..%5cshop.db",
                "/images/%2E%2E/%2E%2E/outside.svg", "/images/%252e%252e/shop.db", "/images/logo.svg%00", "/images/%zz", "/images/%2",
                "/%ff", "/..;/shop.db", "/images/logo.svg/",
            ]
            for path in paths {
                let answer = try server.brief("GET \(path)")
                #expect(answer == "404 There is no such page.", "\(path)")
            }
            #expect(try server.brief("GET http://localhost/index.html") == "404 There is no such page.")
            for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
                #expect(try server.answer("\(method) /").hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n"), "\(method)")
            }
        }
    }

    @Test func itSaysHowPagesMayBeUsed() throws {
        try withSite { server, _ in
            let page = try server.answer("GET /").lowercased()
            for header in [
                "content-type: text/html; charset=utf-8", "x-content-type-options: nosniff", "cache-control: no-store",
                "x-frame-options: deny",
                "referrer-policy: no-referrer", "content-security-policy: frame-ancestors 'none'",
                "cross-origin-resource-policy: same-origin",
            ] {
                #expect(page.contains("\r\n\(header)\r\n"), "\(header)")
            }
            #expect(!page.contains("access-control"))
            let own = try server.answer("GET /images/deep/page.html").lowercased()
            #expect(own.contains("content-security-policy: default-src 'none';") && own.contains("sandbox"))
        }
    }

    @Test func itAnswersToItsOwnNamesAlone() throws {
        try withSite { server, _ in
            let port = try #require(server.port)
            for host in ["localhost", "LOCALHOST:\(port)", "127.0.0.1:9", "[::1]", "[::1]:8080", "localhost."] {
                #expect(try server.brief("GET /manifest.json", host: host) == "200 {}", "\(host)")
            }
            for host in [
                "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:80:80", "localhost@evil", "[::1", "",
                "0.0.0.0",
            ] {
                #expect(try server.brief("GET /manifest.json", host: host) == "403 This server does not answer to that name.", "\(host)")
            }
            #expect(try server.brief("GET /", host: nil).hasPrefix("400 "))
            #expect(try server.brief("GET /", host: "localhost\r\nHost: localhost") == "400 One Host header is needed.")
        }
    }

    @Test func itKeepsWithinLimits() throws {
        try withSite { server, _ in
            let long = String(repeating: "a", count: 20_000)
            #expect(try !server.answer("GET /\(long)").hasPrefix("HTTP/1.1 200"))
            #expect(try server.answer("GET /", host: "localhost\r\nX: \(long)").hasPrefix("HTTP/1.1 4"))
            let many = (0..<200).map { "X-\($0): 1" }.joined(separator: "\r\n")
            #expect(try server.answer("GET /", host: "localhost\r\n\(many)").hasPrefix("HTTP/1.1 4"))
            #expect(try server.answer("nonsense").hasPrefix("HTTP/1.1 400"))
            // A connection takes several requests, also two at once.
            let connection = try RawConnection(port: try #require(server.port))
            connection.write(
                "GET /manifest.json HTTP/1.1\r\nHost: localhost\r\n\r\nGET /site/base.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            let answers = connection.read()
            #expect(answers.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
            #expect(answers.hasSuffix("\r\n\r\n1"))
        }
    }

    @Test func itSaysWhyItCannotListen() throws {
        try withSite { server, target in
            let site = ServedSite(folder: target.path, assets: [])
            func message(_ host: String, _ port: Int) -> String {
                do throws(Diagnostic) {
                    try DocsServer(site, host: host, port: port, pages: nil).stop()
                    return "it listens"
                } catch {
                    return error.message
                }
            }
            let port = try #require(server.port)
            #expect(message("127.0.0.1", port) == "Port \(port) of 127.0.0.1 is in use")
            #expect(message("192.0.2.1", 0) == "'192.0.2.1' is no address of this machine")
            #expect(message("nowhere.invalid", 0) == "'nowhere.invalid' is no address of this machine")
            let open = try DocsServer(site, host: "0.0.0.0", port: 0, pages: nil)
            defer { open.stop() }
            #expect(!open.isLoopback)
            #expect(try ServerUnderTest(server: open).brief("GET /manifest.json", host: "shop.example") == "200 {}")
        }
    }

    @Test func itTellsOpenPagesOfChanges() throws {
        let pages = OpenPages { bytes, version in bytes + Array(version.utf8) }
        try withSite(pages: pages) { server, _ in
            let first = try server.brief("GET /").dropFirst("200 <title>shop</title>".count)
            let connection = try RawConnection(port: try #require(server.port))
            connection.write("GET /~events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let start = connection.read(until: "\n\n")
            #expect(start.lowercased().contains("content-type: text/event-stream\r\n"))
            #expect(start.contains("event: state\ndata: {\"version\": \"\(first)\", \"problem\": \"\"}\n\n"), "\(start)")
            pages.show(problem: "no\nsuch")
            #expect(connection.read(until: "\n\n").contains("data: {\"version\": \"\(first)\", \"problem\": \"no\\nsuch\"}"))
            pages.reload()
            let last = connection.read(until: "\n\n")
            #expect(!last.contains(first) && last.contains("\"problem\": \"\""))
            #expect(try server.answer("GET /~events", host: "evil.example").hasPrefix("HTTP/1.1 403"))
            #expect(try server.brief("GET /manifest.json") == "200 {}")
        }
    }

    @Test func aLivePageMayAskItsServer() throws {
        let policy = "default-src 'none'; script-src 'sha256-a'; base-uri 'none'"
        let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">\n<body>&lt;/body>\n</body>\n</html>\n"
        let live = String(decoding: LivePage.bytes(Array(page.utf8), version: "1<2"), as: UTF8.self)
        #expect(
            live.contains(
                /content="default-src 'none'; script-src 'sha256-a' 'sha256-[A-Za-z0-9+\/]{43}='; base-uri 'none'; connect-src 'self'">/))
        #expect(live.contains("&lt;/body>\n<script type=\"application/json\" id=\"version\">\"1\\u003c2\"</script>\n<script>\n// Put"))
        #expect(live.hasSuffix("</script>\n</body>\n</html>\n"))
        // A page of another program has no policy.
        #expect(String(decoding: LivePage.bytes(Array("<p>x".utf8), version: "1"), as: UTF8.self).hasPrefix("<p>x<script type"))
    }
}

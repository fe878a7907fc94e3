import Foundation
import Testing

extension BrowserTests {
    /// `docs serve --watch` and a page that is open meanwhile.
    @Suite struct WatchTests {
        /// A server of a project, ended with the test.
        private func withServer(of project: URL, _ body: (String, Process, () -> String) throws -> Void) throws {
            let log = project.appending(path: "server.log")
            try #require(FileManager.default.createFile(atPath: log.path, contents: nil))
            let process = Process()
            process.executableURL = URL(filePath: SmeltProgram.path)
            process.arguments = ["docs", "serve", "--watch", "--no-browser", "--port", "0"]
            process.currentDirectoryURL = project
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: log)
            process.standardError = process.standardOutput
            try process.run()
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            let printed = { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
            let end = Date() + 60
            while Date() < end, process.isRunning, !printed().contains("Press Ctrl-C") { usleep(20_000) }
            let address = try #require(printed().firstMatch(of: /Documentation at (http:\/\/127\.0\.0\.1:\d+\/)/)?.1, "\(printed())")
            try body(String(address), process, printed)
        }

        @Test func anOpenPageFollowsTheProject() throws {
            try withTemporaryFolder { folder in
                try SmeltProgram.run(["--quiet", "init", "bakery", "--skip-debug"], in: folder)
                let project = folder.appending(path: "bakery")
                let model = project.appending(path: "models/long.sql")
                let text = (0..<300).map { "select \($0) as number_\($0)" }.joined(separator: " union all\n")
                try "\(text) -- first".write(to: model, atomically: true, encoding: .utf8)
                try withServer(of: project) { address, process, printed in
                    let index = project.appending(path: "target/index.html")
                    let root = try #require(URL(string: address))
                    try Browser.withPage(within: root) { page in
                        try page.open(address + "#/node/model.bakery.long")
                        try page.wait("document.body?.textContent.includes('-- first')")
                        #expect(try String(contentsOf: index, encoding: .utf8).contains("EventSource") == false)
                        try page.evaluate("scrollTo(0, 700); window.isOld = true")

                        // Several saves are one change.
                        for word in ["second", "third", "fourth"] {
                            try "\(text) -- \(word)".write(to: model, atomically: true, encoding: .utf8)
                            usleep(5_000)
                        }
                        try page.wait("!window.isOld && document.body?.textContent.includes('-- fourth')", seconds: 60)
                        #expect(try page.evaluate("location.hash") == "#/node/model.bakery.long")
                        try page.wait("scrollY === 700")
                        #expect(printed().components(separatedBy: "Documentation written").count == 3, "\(printed())")

                        // What is broken is told, and the former page stays.
                        let before = try Data(contentsOf: index)
                        try page.evaluate("window.isOld = true")
                        try "select {{ nope( }}".write(to: model, atomically: true, encoding: .utf8)
                        try page.wait("document.querySelector('#problem')", seconds: 60)
                        let banner = try page.evaluate("document.querySelector('#problem').textContent").string
                        try page.picture("problem of the project")
                        #expect(banner.contains("models/long.sql:1: unexpected '}', expected ')'"), "\(banner)")
                        #expect(try page.evaluate("window.isOld") == true)
                        #expect(try Data(contentsOf: index) == before)
                        #expect(printed().contains("error[jinja/syntax]: unexpected '}', expected ')'"))

                        try "\(text) -- mended".write(to: model, atomically: true, encoding: .utf8)
                        try page.wait("document.body?.textContent.includes('-- mended')", seconds: 60)
                        #expect(try page.evaluate("document.querySelector('#problem') === null") == true)
                    }
                    process.interrupt()
                    process.waitUntilExit()
                    #expect(process.terminationStatus == 2)
                }
            }
        }
    }
}

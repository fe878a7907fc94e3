import Foundation
import Testing

/// What `docs serve` and `docs open` say before there is anything to look at, and how a browser is started.
@Suite struct ServeDocsTests {
    private static let tour = """
        ```console
        $ smelt init bakery && cd bakery
        $ smelt docs serve --no-browser # exit code 2
        …
        12:00:00  error[config/no-documentation]: There is no documentation yet: target/index.html is not there
           = hint: write it with: smelt docs generate
        $ smelt docs open # exit code 2
        …
        12:00:00  error[config/no-documentation]: There is no documentation yet: target/index.html is not there
           = hint: write it with: smelt docs generate
        $ smelt docs serve --port 70000 # exit code 2
        …
        12:00:00  error[config/usage]: Option '--port' is a number from 0 to 65535: 70000 is none.
           = hint: 0 takes one that is free
        $ mkdir target && echo page > target/index.html
        $ printf '#!/bin/sh\\necho "$# $@" >> opened\\n' > fake && chmod +x fake
        $ BROWSER="/not/there:$PWD/fake --new %s -x" smelt --quiet docs open
        $ BROWSER="$PWD/fake" smelt --quiet docs open --target-path 'target/../target'
        $ sed 's#file://.*/bakery/#FOLDER/#' opened
        3 --new FOLDER/target/index.html -x
        1 FOLDER/target/index.html
        $ mkdir 'a b;c' && echo page > 'a b;c/index.html'
        $ BROWSER="$PWD/fake" smelt --quiet docs open --target-path 'a b;c' && tail -1 opened | sed 's#file://.*/bakery/#FOLDER/#'
        1 FOLDER/a%20b%3Bc/index.html
        ```
        """

    @Test func itSaysWhatIsMissing() throws {
        try ConsoleTour(Self.tour).expectInNewFolder()
    }

    /// A server that others can reach says so; Ctrl-C ends it at once, as dbt's with 2.
    @Test func itServesUntilItIsStopped() throws {
        let shop = try Shop(.sqlite, ["target/index.html": "page"])
        shop.write("fake", "#!/bin/sh\necho \"$@\" >> opened\n")
        try BuiltProgram.shell("chmod +x fake", in: shop.folder)
        let server = try shop.start(["docs", "serve", "--host", "0.0.0.0", "--port", "0"], environment: ["BROWSER": shop.folder + "/fake"])
        try server.waitForOutput("Press Ctrl-C to end")
        let address = try #require(server.output.firstMatch(of: /Documentation at (http:\/\/0\.0\.0\.0:\d+\/)\n/)?.1)
        let warning = "[WARNING][config/docs-for-others]: whoever reaches this port can read the SQL and the descriptions of the project"
        #expect(server.output.contains(warning), "\(server.output)")
        #expect(poll(60) { (try? String(contentsOfFile: shop.folder + "/opened", encoding: .utf8)) == address + "\n" })
        let port = address.split(separator: ":").last?.dropLast() ?? ""
        let second = try shop.smelt("docs", "serve", "--no-browser", "--host", "0.0.0.0", "--port", String(port))
        #expect(second.code == 2)
        #expect(second.output.contains("error[io/port-in-use]: Port \(port) of 0.0.0.0 is in use"), "\(second.output)")
        server.send(SIGINT)
        let ended = try server.wait(seconds: 60)
        #expect(ended.code == 2)
        #expect(!ended.output.contains("error"), "\(ended.output)")
    }
}

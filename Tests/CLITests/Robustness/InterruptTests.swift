import Formats
import Foundation
import Testing

/// Ctrl-C, a polite kill and a closed terminal in the middle of a long model.
@Suite(.serialized) struct InterruptTests {
    private static let endless =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000000) select max(i) as i from n"

    private static func shop(_ engine: ShopEngine, threads: Int = 2) throws -> Shop {
        let slow = engine == .sqlite ? endless : "select 1 as i from pg_sleep(120)"
        return try Shop(
            engine,
            [
                "models/first.sql": "{{ config(materialized='table') }} select 1 as i",
                "models/slow.sql": "{{ config(materialized='table') }} -- {{ ref('first') }}\n" + slow,
                "models/below.sql": "select * from {{ ref('slow') }}",
            ], threads: threads)
    }

    /// Waits until the long statement runs.
    private static func waitForSlow(_ run: RunningProgram, _ shop: Shop) throws {
        try run.waitForOutput("START sql table model \(shop.schema).slow")
        guard shop.engine == .postgres else {
            usleep(300_000)
            return
        }
        let runs = try poll(30) { try !running(shop).isEmpty }
        #expect(runs)
    }

    private static func running(_ shop: Shop) throws -> [String] {
        try shop.rows(
            "select pid from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like '%\(shop.schema)%pg_sleep(120)%'"
        )
    }

    @Test(arguments: ShopEngine.available, [SIGINT, SIGTERM, SIGHUP])
    func aSignalCancelsTheQueryAndWritesEverything(_ engine: ShopEngine, _ signal: Int32) throws {
        let shop = try Self.shop(engine)
        let run = try shop.start(["build"])
        try Self.waitForSlow(run, shop)
        let asked = Date()
        run.send(signal)
        let ended = try run.wait(seconds: 20)
        #expect(Date().timeIntervalSince(asked) < promptly)
        #expect(ended.code == 2, "\(ended.output)")
        #expect(ended.output.contains("CANCEL query model.shop.slow"), "\(ended.output)")
        #expect(ended.output.contains("Exited because of keyboard interrupt"), "\(ended.output)")
        #expect(ended.output.contains("Cancelled and rolled back: model.shop.slow"), "\(ended.output)")
        #expect(ended.output.contains("Not started: model.shop.below"), "\(ended.output)")
        #expect(ended.output.contains("Done. PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=1"), "\(ended.output)")
        // As dbt's: what was finished, nothing else.
        #expect(try shop.results() == ["model.shop.first success"])
        #expect(try shop.artifact("manifest.json")["nodes"]?.map?.count == 3)
        #expect(try shop.relations() == ["first"])
        if engine == .postgres { #expect(try Self.running(shop).isEmpty) }
    }

    @Test(arguments: ShopEngine.available) func aSecondSignalEndsItAtOnce(_ engine: ShopEngine) throws {
        let shop = try Self.shop(engine)
        let run = try shop.start(["build"])
        try Self.waitForSlow(run, shop)
        let asked = Date()
        run.send(SIGINT)
        run.send(SIGTERM)
        run.send(SIGINT)
        #expect(try run.wait(seconds: 20).code == 2)
        #expect(Date().timeIntervalSince(asked) < promptly)
    }

    /// Whatever the program is doing when the signal comes, it ends soon and with the same code, or had already ended well.
    @Test func atAnyMoment() throws {
        let shop = try Shop(
            .sqlite,
            [
                "models/a.sql": "{{ config(materialized='table') }} select 1 as i",
                "models/b.sql": "select * from {{ ref('a') }}",
            ])
        for step in 0..<12 {
            let run = try shop.start(["build"])
            usleep(UInt32(step) * 50_000)
            let asked = Date()
            run.send(SIGINT)
            let ended = try run.wait(seconds: 20)
            #expect(Date().timeIntervalSince(asked) < promptly)
            // Before the program's first line there is nobody to hear the signal.
            let isExpected = ended.code == 2 || ended.code == 0 || (ended.code == nil && ended.output.isEmpty)
            #expect(isExpected, "after \(step * 50) ms: \(String(describing: ended.code)) \(ended.output)")
        }
        #expect(try shop.smelt("build").code == 0)
    }

    @Test(arguments: ShopEngine.available) func aTemplateThatLoopsStops(_ engine: ShopEngine) throws {
        let shop = try Shop(
            engine,
            [
                "models/loop.sql":
                    "{% if execute %}{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}{% endif %} select 1 as i"
            ])
        let run = try shop.start(["build"])
        try run.waitForOutput("START sql view model")
        usleep(200_000)
        run.send(SIGINT)
        let ended = try run.wait(seconds: 20)
        #expect(ended.code == 2)
        #expect(ended.output.contains("Cancelled and rolled back: model.shop.loop"), "\(ended.output)")
    }

    @Test(arguments: ShopEngine.available) func whatTheShellMadeItIgnoreIsIgnored(_ engine: ShopEngine) throws {
        let shop = try Shop(engine, ["models/a.sql": "select 1 as i"])
        let script = "trap '' INT; exec \(BuiltProgram.path) build"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: shop.folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<20 where process.isRunning {
            kill(process.processIdentifier, SIGINT)
            usleep(20_000)
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try shop.results() == ["model.shop.a success"])
    }

    /// While one statement is cancelled, others of the same run are too, and connections do not outlive the process.
    @Test(.enabled(if: ShopEngine.hasServer)) func allThreadsAreCancelled() throws {
        let models = Dictionary(
            uniqueKeysWithValues: (1...4).map {
                ("models/slow\($0).sql", "{{ config(materialized='table') }} select 1 as i from pg_sleep(120)")
            })
        let shop = try Shop(.postgres, models)
        let run = try shop.start(["build"])
        let all = try poll(30) { try Self.running(shop).count == 4 }
        #expect(all)
        run.send(SIGINT)
        let ended = try run.wait(seconds: 20)
        #expect(ended.code == 2)
        #expect(try Self.running(shop).isEmpty)
        #expect(try shop.relations().isEmpty)
        #expect(try shop.resultObjects().isEmpty)
    }

    @Test(.enabled(if: ShopEngine.hasServer)) func hooksAroundTheRunAreCancelled() throws {
        for moment in ["on-run-start", "on-run-end"] {
            let shop = try Shop(.postgres, ["models/a.sql": "select 1 as i"])
            shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nprofile: shop\n\(moment): select '\(shop.schema)', pg_sleep(120)\n")
            let run = try shop.start(["build"])
            let runs = try poll(30) { try !Self.running(shop).isEmpty }
            #expect(runs)
            let asked = Date()
            run.send(SIGINT)
            let ended = try run.wait(seconds: 20)
            #expect(Date().timeIntervalSince(asked) < promptly)
            #expect(ended.code == 2, "\(ended.output)")
            #expect(try Self.running(shop).isEmpty)
            #expect(try shop.artifact("run_results.json")["results"] != nil)
        }
    }

    /// A server that takes the connection and never says a word: the wait ends with Ctrl-C.
    @Test func aWaitForAConnectionIsCancelled() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 5) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(bound)
        let shop = try Shop(.sqlite, ["models/a.sql": "select 1 as i"])
        let output =
            "{type: postgres, host: 127.0.0.1, port: \(UInt16(bigEndian: address.sin_port)), user: u, password: pass1, dbname: d, schema: s}"
        shop.write("profiles.yml", "shop: {target: dev, outputs: {dev: \(output)}}\n")
        let run = try shop.start(["build"])
        try run.waitForOutput("Concurrency:")
        usleep(200_000)
        let asked = Date()
        run.send(SIGINT)
        let ended = try run.wait(seconds: 20)
        #expect(Date().timeIntervalSince(asked) < promptly)
        #expect(ended.code == 2, "\(ended.output)")
    }
}

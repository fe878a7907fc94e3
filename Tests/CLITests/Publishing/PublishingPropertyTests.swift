import Foundation
import Testing
import Warehouse

/// Random projects, random gate failures, readers at every moment: nobody sees a bad row, and nobody sees two generations of one unit.
@Suite(.serialized) struct PublishingPropertyTests {
    /// How many builds a project sees; more where `SMELT_TEST_PUBLISHINGS` asks for it.
    private static let builds = ProcessInfo.processInfo.environment["SMELT_TEST_PUBLISHINGS"].flatMap { Int($0) } ?? 4
    private static let seed = ProcessInfo.processInfo.environment["SMELT_TEST_SEED"].flatMap { UInt64($0) } ?? 7

    @Test(arguments: ShopEngine.available, ["model", "layer", "run"])
    func nobodySeesBadRowsOrHalfAUnit(_ engine: ShopEngine, _ publish: String) throws {
        try check(engine, publish, method: "swap")
    }

    /// The same where rows take the place of rows, and not tables of tables.
    @Test(.enabled(if: ShopEngine.hasServer)) func nobodySeesHalfOfReplacedRows() throws { try check(.postgres, "layer", method: "data") }

    private func check(_ engine: ShopEngine, _ publish: String, method: String) throws {
        var numbers = SeededNumbers(Self.seed &+ UInt64(publish.utf8.count))
        let project = RandomProject(seed: numbers.next())
        let shop = try Shop(engine, project.files(publish: publish, method: method))
        let schema = engine == .sqlite ? "main" : shop.schema
        let first = try shop.smelt("build", "--vars", "{v: 0}")
        #expect(first.code == 0, "\(first.output)")
        let queries = project.groups(publish: publish).map { project.query($0, schema: schema) }
        // The second reader names the relations in the opposite order, and so locks them in it.
        let backwards = project.groups(publish: publish).reversed().map { project.query($0.reversed(), schema: schema) }
        let readers = try [queries, backwards].map { try ConsistencyReader(shop, $0) }
        for generation in 1...Self.builds {
            let bad = generation % 2 == 1 ? project.models.randomElement(using: &numbers)?.name : nil
            let before = try visible(shop, project, schema)
            let ended = try shop.smelt("build", "--vars", "{v: \(generation), bad: '\(bad ?? "")'}")
            #expect(ended.code == (bad == nil ? 0 : 1), "\(ended.output)")
            let after = try visible(shop, project, schema)
            guard let bad else {
                #expect(Set(after.values) == [generation], "\(after)")
                continue
            }
            #expect(after[bad] == before[bad], "\(bad) was published: \(ended.output)")
            if publish == "run" { #expect(after == before) }
        }
        let sights = readers.map { $0.end() }
        #expect(sights.flatMap(\.mixed) == [])
        #expect(sights.flatMap(\.bad) == [])
        #expect(sights.flatMap(\.broken) == [])
        #expect(sights.allSatisfy { $0.reads > 20 })
        #expect(try shop.relations().filter { $0.contains("__dbt_") } == [])
    }

    /// The generation that each model shows.
    private func visible(_ shop: Shop, _ project: RandomProject, _ schema: String) throws -> [String: Int] {
        let connection = try shop.open()
        defer { connection.close() }
        var found: [String: Int] = [:]
        for row in try connection.query(project.query(project.models.map(\.name), schema: schema)).rows {
            found[row[0].text ?? ""] = row[1].int
        }
        return found
    }

    /// `kill -9` behind each line of a build: what is visible is the old state of a unit or the new one, and the next build is whole.
    @Test(arguments: ShopEngine.available) func aKilledBuildPublishesAUnitOrNothingOfIt(_ engine: ShopEngine) throws {
        let project = RandomProject(seed: 11)
        let shop = try Shop(engine, project.files(publish: "layer"))
        let schema = engine == .sqlite ? "main" : shop.schema
        let whole = try shop.smelt("build", "--vars", "{v: 0}")
        #expect(whole.code == 0, "\(whole.output)")
        let queries = project.groups(publish: "layer").map { project.query($0, schema: schema) }
        let boundaries = ["1 of", "3 of", "Published layer bronze", "Published layer silver", "Published layer"]
        for (index, boundary) in boundaries.enumerated() {
            let run = try shop.start(["build", "--vars", "{v: \(index + 1)}"])
            _ = try poll(60) { run.output.contains(boundary) || run.hasEnded }
            usleep(UInt32(index % 3) * 15_000)
            run.send(SIGKILL)
            _ = try run.wait()
            for query in queries {
                let rows = try shop.rows(query).map { $0.split(separator: "|").map(String.init) }
                #expect(Set(rows.flatMap { $0[1...2] }).count == 1, "killed behind '\(boundary)': \(rows)")
                #expect(rows.allSatisfy { $0[4] == "40" })
            }
        }
        let next = try shop.smelt("build", "--vars", "{v: 99}")
        #expect(next.code == 0, "\(next.output)")
        #expect(Set(try visible(shop, project, schema).values) == [99])
        if engine == .postgres {
            #expect(try shop.rows("select nspname from pg_namespace where nspname like '\(shop.schema)%candidate'") == [])
        }
    }
}

import Foundation
import Synchronization
import Testing
import Warehouse

/// What Postgres keeps of a relation that is switched, and of what depends on it.
@Suite(.serialized, .enabled(if: ShopEngine.hasServer)) struct PostgresPublishingTests {
    private static let table =
        "{{ config(materialized='table', indexes=[{'columns': ['id'], 'unique': true}]) }}\nselect 1 as id, {{ var('v') }} as v"

    @Test func viewsKeysGrantsAndCommentsSurvive() throws {
        let shop = try Shop(
            .postgres,
            [
                "smelt.yml": "publish: run\n",
                "models/orders.sql": Self.table,
                "models/orders.yml": """
                models:
                  - name: orders
                    description: All orders.
                    config: {persist_docs: {relation: true}, contract: {enforced: true}, grants: {select: [pg_monitor]}}
                    constraints: [{type: primary_key, columns: [id]}]
                    columns: [{name: id, data_type: int}, {name: v, data_type: int}]
                """,
            ])
        #expect(try shop.smelt("build", "--vars", "{v: 1}").code == 0)
        let schema = shop.schema
        try shop.execute("alter default privileges in schema \(schema) grant select on tables to pg_read_all_settings")
        try shop.execute("create view \(schema).reported as select id, v from \(schema).orders")
        try shop.execute("comment on view \(schema).reported is 'of others'; grant select on \(schema).reported to pg_monitor")
        try shop.execute("create view \(schema).summed as select sum(v) as v from \(schema).reported")
        try shop.execute("create materialized view \(schema).counted as select count(*) as n, max(v) as v from \(schema).orders")
        try shop.execute("create unique index counted_n on \(schema).counted (n)")
        try shop.execute("create table \(schema).lines (order_id int references \(schema).orders (id))")
        try shop.execute("insert into \(schema).lines values (1)")
        let ended = try shop.smelt("build", "--vars", "{v: 2}")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select v from reported") == ["2"])
        #expect(try shop.rows("select v from summed") == ["2"])
        #expect(try shop.rows("select n, v from counted") == ["1|2"])
        #expect(try shop.rows("select indexname from pg_indexes where schemaname = '\(schema)' and tablename = 'counted'") == ["counted_n"])
        #expect(try shop.rows("select obj_description('reported'::regclass)") == ["of others"])
        #expect(try shop.rows("select obj_description('orders'::regclass)") == ["All orders."])
        for (role, relation) in [("pg_monitor", "reported"), ("pg_monitor", "orders"), ("pg_read_all_settings", "orders")] {
            #expect(
                try shop.rows("select has_table_privilege('\(role)', '\(schema).\(relation)', 'select')") == ["True"], "\(role) \(relation)"
            )
        }
        #expect(throws: WarehouseError.self) { try shop.execute("insert into \(schema).lines values (7)") }
        #expect(try shop.rows("select count(*) from pg_indexes where schemaname = '\(schema)' and tablename = 'orders'") == ["2"])
    }

    /// A view of others that does not fit the new table keeps it from being published.
    @Test func aViewThatDoesNotFitIsNamed() throws {
        let shop = try Shop(
            .postgres, ["smelt.yml": "publish: run\n", "models/orders.sql": "{{ config(materialized='table') }}\nselect 1 as id, 2 as v"])
        #expect(try shop.smelt("build").code == 0)
        try shop.execute("create view \(shop.schema).reported as select v from \(shop.schema).orders")
        shop.write("models/orders.sql", "{{ config(materialized='table') }}\nselect 5 as id")
        let ended = try shop.smelt("build")
        #expect(ended.code == 1)
        #expect(
            ended.output.contains(
                "\(shop.schema).reported, which is not part of this run, cannot be made on the new version of what it reads"),
            "\(ended.output)")
        #expect(ended.output.contains("Completed, but 1 relation was not published\n"), "\(ended.output)")
        #expect(try shop.rows("select id, v from orders") == ["1|2"])
        #expect(try shop.rows("select v from reported") == ["2"])
    }

    /// Forty tables under four readers: the readers wait for a moment, and never see two generations.
    @Test func fortyTablesAreSwitchedQuickly() throws {
        var files = ["smelt.yml": "publish: run\n"]
        let names = (0..<40).map { "t\($0)" }
        for name in names {
            files["models/\(name).sql"] =
                "{{ config(materialized='table') }}\nselect i as id, {{ var('v') }} as v, 0 as bad from generate_series(1, 40) i"
        }
        let shop = try Shop(.postgres, files)
        #expect(try shop.smelt("build", "--vars", "{v: 0}").code == 0)
        let query = names.map { "select '\($0)' as name, min(v) as low, max(v) as high, max(bad) as bad, count(*) as n from \($0)" }
            .joined(separator: " union all ")
        let readers = try (0..<4).map { _ in try ConsistencyReader(shop, [query]) }
        for generation in 1...2 {
            let ended = try shop.smelt("build", "--vars", "{v: \(generation)}")
            #expect(ended.code == 0, "\(ended.output)")
            #expect(ended.output.contains("Published the run: 40 relations in"), "\(ended.output)")
        }
        for sights in readers.map({ $0.end() }) {
            #expect(sights.mixed == [])
            #expect(sights.broken == [])
            #expect(sights.reads > 10)
        }
    }

    /// Views over tables under readers that never stop: a reader of a view locks the view and then its table, one of both in any order. Each
    /// switch gets its locks before it gives up, and no reader is ended for them.
    @Test func viewsAndTheirTablesAreSwitchedUnderBusyReaders() throws {
        let shop = try Shop(
            .postgres,
            [
                "smelt.yml": "publish: run\n",
                "models/a_table.sql":
                    "{{ config(materialized='table') }}\nselect i as id, {{ var('v') }} as v, 0 as bad from generate_series(1, 40) i",
                "models/b_view.sql": "select id, v, bad from {{ ref('a_table') }}",
                "models/c_view.sql": "select id, v, bad from {{ ref('b_view') }}",
            ])
        #expect(try shop.smelt("build", "--vars", "{v: 0}").code == 0)
        // Views of others stand on both.
        try shop.execute("create view \(shop.schema).d_of_others as select id, v, bad from \(shop.schema).c_view")
        let orders = [["d_of_others"], ["a_table", "b_view"], ["b_view", "a_table"], ["c_view", "d_of_others", "a_table"], ["c_view"]]
        let queries = orders.map { names in
            names.map { "select '\($0)' as name, min(v) as low, max(v) as high, max(bad) as bad, count(*) as n from \($0)" }
                .joined(separator: " union all ")
        }
        let readers = try (0..<4).map { index in try ConsistencyReader(shop, Array(queries[index...] + queries[..<index])) }
        for generation in 1...6 {
            let ended = try shop.smelt("build", "--vars", "{v: \(generation)}")
            #expect(ended.code == 0, "\(ended.output)")
        }
        for sights in readers.map({ $0.end() }) {
            #expect(sights.mixed == [])
            #expect(sights.broken == [])
            #expect(sights.reads > 10)
        }
    }

    /// A reader that holds one table and waits for another one is not ended, however long the locks between the two take: the server looks for
    /// circles a second after a wait began, here sooner.
    @Test func aReaderIsNotEndedForManyShortWaits() throws {
        let names = ["a", "b", "c", "d", "z"]
        var files = ["smelt.yml": "publish: run\n"]
        for name in names { files["models/\(name).sql"] = "{{ config(materialized='table') }}\nselect {{ var('v') }} as v" }
        let shop = try Shop(.postgres, files)
        #expect(try shop.smelt("build", "--vars", "{v: 0}").code == 0)
        let holders = try ["b", "c", "d"].map { name in
            let holder = try shop.open()
            _ = try holder.execute("select v from \(name)", autoBegin: true, fetch: .none)
            return holder
        }
        defer { for holder in holders { holder.close() } }
        let reader = try shop.open()
        defer { reader.close() }
        _ = try reader.execute("set deadlock_timeout = '900ms'", autoBegin: true, fetch: .none)
        _ = try reader.execute("select v from z", autoBegin: true, fetch: .none)
        // The program's own waits then end long before.
        let run = try shop.start(["build", "--vars", "{v: 1}"], environment: ["PGOPTIONS": "-c deadlock_timeout=500ms"])
        let waits = "select 1 from pg_locks where not granted and mode = 'AccessExclusiveLock' and relation = '\(shop.schema).b'::regclass"
        #expect(try poll(60) { try !shop.rows(waits).isEmpty })
        let read = Mutex<Result<[[SQLValue]], any Error>?>(nil)
        nonisolated(unsafe) let connection = reader
        Thread {
            let result = Result { try connection.query("select v from a").rows }
            read.withLock { $0 = result }
        }.start()
        for holder in holders {
            Thread.sleep(forTimeInterval: 0.25)
            holder.rollback()
        }
        #expect(try poll(60) { read.withLock { $0 != nil } })
        #expect(try #require(read.withLock { $0 }).get() == [[.int(0)]])
        reader.rollback()
        let ended = try run.wait()
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select v from a") == ["1"])
    }

    /// What somebody dropped before it was published is missed: nothing of its unit becomes visible.
    @Test func aCandidateThatIsGoneIsMissed() throws {
        let shop = try Shop(
            .postgres,
            [
                "smelt.yml": "publish: run\n",
                "models/a.sql": "{{ config(materialized='table') }}\nselect {{ var('v') }} as v",
                "models/b.sql":
                    "{{ config(materialized='table') }}\nselect {{ var('v') }} as v from (select pg_advisory_xact_lock(hashtext('{{ target.schema }}'))) l",
            ])
        #expect(try shop.smelt("build", "--vars", "{v: 1}").code == 0)
        let holder = try shop.open()
        defer { holder.close() }
        _ = try holder.execute("select pg_advisory_xact_lock(hashtext('\(shop.schema)'))", autoBegin: true, fetch: .none)
        let run = try shop.start(["build", "--vars", "{v: 2}"])
        let candidate = "\(shop.schema)__candidate.a"
        let waits = "select 1 from pg_stat_activity where wait_event = 'advisory' and query like '%\(shop.schema)%'"
        let isReady = try poll(60) { try shop.rows("select to_regclass('\(candidate)')") != ["NULL"] && !shop.rows(waits).isEmpty }
        #expect(isReady)
        try shop.execute("drop table \(candidate)")
        holder.rollback()
        let ended = try run.wait()
        #expect(ended.code == 1, "\(ended.output)")
        #expect(
            ended.output.contains("what was to become \(shop.schema).a is not there any more; nothing was switched"), "\(ended.output)")
        #expect(try shop.rows("select v from a union all select v from b") == ["1", "1"])
    }

    /// A schema that another session makes at the same time is used.
    @Test func aSchemaThatAnotherSessionMakesMeanwhileIsUsed() throws {
        let shop = try Shop(.postgres, ["models/a.sql": "{{ config(schema='shared') }}\nselect 1 as v"])
        let other = try shop.open()
        defer { other.close() }
        _ = try other.execute("create schema \(shop.schema)_shared", autoBegin: true, fetch: .none)
        let run = try shop.start(["build"])
        let waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%create schema%\(shop.schema)_shared%'"
        #expect(try poll(60) { try !shop.rows(waits).isEmpty })
        try other.commit()
        let ended = try run.wait()
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select v from \(shop.schema)_shared.a") == ["1"])
    }

    /// A vacuum of the server's own gives way, which it does only to somebody who waits for a second: that of a published table, and that of what is to
    /// take its place.
    @Test func tablesAreSwitchedWhileTheServerVacuumsThem() throws {
        let settings = """
            autovacuum_vacuum_insert_threshold = 1, autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_cost_delay = 100,
            autovacuum_vacuum_cost_limit = 1
            """
        let shop = try Shop(
            .postgres,
            [
                "smelt.yml": "publish: run\n",
                "models/a.sql": """
                {{ config(materialized='table', post_hook="alter table {{ this }} set (\(settings))") }}
                select i, repeat('x', 1000) as t, {{ var('v') }} as v from generate_series(1, 30000) i
                """,
                "models/b.sql":
                    "{{ config(materialized='table') }}\nselect 1 as i from (select pg_advisory_xact_lock(hashtext('{{ target.schema }}'))) l",
            ])
        #expect(try shop.smelt("build", "--vars", "{v: 1}").code == 0)
        func isVacuumed(_ table: String) throws -> Bool {
            try !shop.rows("select 1 from pg_stat_activity where backend_type = 'autovacuum worker' and query like '%VACUUM%\(table)%'")
                .isEmpty
        }
        let holder = try shop.open()
        defer { holder.close() }
        _ = try holder.execute("select pg_advisory_xact_lock(hashtext('\(shop.schema)'))", autoBegin: true, fetch: .none)
        let run = try shop.start(["build", "--vars", "{v: 2}"])
        // The server looks once a minute.
        #expect(try poll(300) { try isVacuumed("\(shop.schema).a") && isVacuumed("\(shop.schema)__candidate.a") })
        holder.rollback()
        let ended = try run.wait()
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select distinct v from a") == ["2"])
    }

    /// Readers in older snapshots still see the rows of then where rows are replaced.
    @Test func olderSnapshotsSeeTheirRows() throws {
        let shop = try Shop(
            .postgres,
            [
                "smelt.yml": "publish: {unit: run, method: data}\n",
                "models/orders.sql": "{{ config(materialized='table') }}\nselect {{ var('v') }} as v",
            ])
        #expect(try shop.smelt("build", "--vars", "{v: 1}").code == 0)
        let reader = try shop.open()
        defer { reader.close() }
        _ = try reader.query("set transaction isolation level repeatable read")
        #expect(try reader.query("select 1").rows.count == 1)
        let ended = try shop.smelt("build", "--vars", "{v: 2}")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try reader.query("select v from orders").rows == [[.int(1)]])
        reader.rollback()
        #expect(try reader.query("select v from orders").rows == [[.int(2)]])
        // An open transaction keeps its locks.
        reader.rollback()
        #expect(try shop.smelt("rollback").code == 0)
        #expect(try shop.rows("select v from orders") == ["1"])
    }

    /// A materialization of the project's own is published as it builds; the plan says so.
    @Test func aMaterializationOfOnesOwnIsNoted() throws {
        let shop = try Shop(
            .postgres,
            [
                "smelt.yml": "publish: run\n",
                "macros/own.sql": """
                {% materialization own, default %}
                  {% call statement('main') %}create table if not exists {{ this }} as {{ sql }}{% endcall %}
                  {% do adapter.commit() %}
                  {{ return({'relations': [this.incorporate(type='table')]}) }}
                {% endmaterialization %}
                """,
                "models/a.sql": "{{ config(materialized='table') }} select 1 as i",
                "models/b.sql": "{{ config(materialized='own') }} select i from {{ ref('a') }}",
                "models/c.sql": "{{ config(materialized='table') }} select i from {{ ref('b') }}",
            ])
        let ended = try shop.smelt("build")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(
            ended.output.contains("model b is published as it is built, before its tests: its materialization 'own' is not one of smelt's"))
        #expect(try shop.rows("select i from c") == ["1"])
        #expect(ended.output.contains("Published the run: 1 relation"))
        #expect(ended.output.contains("Published the run (2): 1 relation"), "\(ended.output)")
    }
}

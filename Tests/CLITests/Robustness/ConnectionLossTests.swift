import Formats
import Foundation
import Testing

/// The server ends sessions in the middle of the work.
@Suite(.serialized, .enabled(if: ShopEngine.hasServer)) struct ConnectionLossTests {
    /// Ends the session that runs a text of this schema, and waits until it is gone; gives whether there was one.
    private static func terminate(_ shop: Shop, _ text: String) throws -> Bool {
        try poll(30) {
            try !shop.rows(
                """
                select pg_terminate_backend(pid, 60000) from pg_stat_activity
                where state = 'active' and pid <> pg_backend_pid() and query like '%\(shop.schema)%' and query like '%\(text)%'
                """
            ).isEmpty
        }
    }

    /// A first attempt sleeps, the second finds the mark that the test made and does not.
    private static let once = """
        {{ config(materialized='table') }}
        {% set again = run_query("select to_regclass('" ~ target.schema ~ ".mark') is not null").rows[0][0] if execute else false %}
        select 1 as i, '{{ target.schema }}' as s {% if not again %} from pg_sleep(60) /* {{ target.schema }} first */ {% endif %}
        """

    @Test func aModelWhoseSessionIsKilledRunsOnceMore() throws {
        let shop = try Shop(.postgres, ["models/m.sql": Self.once, "models/below.sql": "select * from {{ ref('m') }}"])
        let run = try shop.start(["build"])
        let began = try poll(30) {
            try !shop.rows(
                "select 1 from pg_stat_activity where state = 'active' and query like '%/* \(shop.schema) first */%' and pid <> pg_backend_pid()"
            ).isEmpty
        }
        #expect(began)
        try shop.execute("create table \(shop.schema).mark (i integer)")
        #expect(try Self.terminate(shop, "first */"))
        let ended = try run.wait()
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("Running model.shop.m once more after: "), "\(ended.output)")
        #expect(try shop.rows("select i from below") == ["1"])
        #expect(try shop.results() == ["model.shop.below success", "model.shop.m success"])
    }

    @Test func aSecondLossIsReportedWithWhatWasDone() throws {
        let shop = try Shop(
            .postgres,
            [
                "models/m.sql": "{{ config(materialized='table') }} select 1 as i from pg_sleep(60) /* {{ target.schema }} */",
                "models/other.sql": "select 1 as i", "models/below.sql": "select * from {{ ref('m') }}",
            ])
        let run = try shop.start(["build"])
        #expect(try Self.terminate(shop, "pg_sleep(60)"))
        try run.waitForOutput("once more after")
        #expect(try Self.terminate(shop, "pg_sleep(60)"))
        let ended = try run.wait()
        #expect(ended.code == 1)
        #expect(ended.output.contains("terminating connection due to administrator command"), "\(ended.output)")
        #expect(ended.output.contains("Nothing of it was committed"), "\(ended.output)")
        #expect(
            try shop.results() == ["model.shop.below skipped", "model.shop.m error", "model.shop.other success"])
        #expect(try shop.relations() == ["other"])
    }

    /// Rows that were committed are not put in a second time: the session dies in a hook behind the commit.
    @Test func whatWasCommittedIsNotRepeated() throws {
        let shop = try Shop(
            .postgres,
            [
                "models/m.sql": """
                {{ config(materialized='incremental', incremental_strategy='append',
                          post_hook=[{'sql': "select '" ~ target.schema ~ "', pg_sleep(60)", 'transaction': false}]) if var('hook', false)
                   else config(materialized='incremental', incremental_strategy='append') }}
                select 1 as i
                """
            ])
        #expect(try shop.smelt("build").code == 0)
        let run = try shop.start(["build", "--vars", "hook: true"])
        #expect(try Self.terminate(shop, "pg_sleep(60)"))
        let ended = try run.wait()
        #expect(ended.code == 1, "\(ended.output)")
        #expect(!ended.output.contains("once more"))
        #expect(ended.output.contains("had committed before stays"), "\(ended.output)")
        #expect(try shop.rows("select count(*) from m") == ["2"])
    }

    /// A server that is shut down: every node says so, nothing hangs, artifacts are written.
    @Test func everySessionIsKilledAndNoneCanBeMade() throws {
        let shop = try Shop(.postgres, ["models/m.sql": "{{ config(materialized='table') }} select 1 as i from pg_sleep(60)"])
        let role = "gone_\(shop.schema.suffix(12))"
        try shop.execute("create role \(role) login superuser")
        defer { try? shop.execute("reassign owned by \(role) to current_user; drop owned by \(role); drop role \(role)") }
        let own = try Shop(
            .postgres, ["models/m.sql": "{{ config(materialized='table') }} select 1 as i from pg_sleep(60)"],
            output: ["user": .string(role)])
        let run = try own.start(["build"])
        try run.waitForOutput("START sql table model")
        let began = try poll(30) {
            try !own.rows("select 1 from pg_stat_activity where usename = '\(role)' and query like '%pg_sleep(60)%'").isEmpty
        }
        #expect(began)
        try own.execute("alter role \(role) nologin")
        try own.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = '\(role)'")
        let ended = try run.wait()
        #expect(ended.code == 1, "\(ended.output)")
        #expect(ended.output.contains("not permitted to log in"), "\(ended.output)")
        #expect(try own.results() == ["model.shop.m error"])
    }
}

import Foundation
import Testing
import Warehouse

/// A run that is stopped publishes nothing that was not published before, and a retry builds it again.
@Suite(.serialized) struct StoppedPublishingTests {
    @Test(arguments: ShopEngine.available) func whatWasBuiltBeforeCtrlCIsBuiltAgain(_ engine: ShopEngine) throws {
        let slow =
            engine == .postgres
            ? "select 1 as id from pg_sleep(30)"
            : "with recursive n(i) as (select 1 union all select i + 1 from n where i < 400000000) select max(i) as id from n"
        let shop = try Shop(
            engine,
            [
                "smelt.yml": "publish: run\n",
                "models/quick.sql": "{{ config(materialized='table') }} select 1 as id",
                "models/slow.sql": """
                {{ config(materialized='table') }}
                -- depends_on: {{ ref('quick') }}
                {% if var('slow', true) %}\(slow){% else %}select 2 as id{% endif %}
                """,
            ])
        let run = try shop.start(["build"])
        try run.waitForOutput("2 of 2 START")
        usleep(300_000)
        run.send(SIGINT)
        let ended = try run.wait()
        #expect(ended.code == 2, "\(ended.output)")
        #expect(throws: WarehouseError.self) { try shop.rows("select id from quick") }
        #expect(try shop.results() == ["model.shop.quick skipped"])
        let again = try shop.smelt("build", "--vars", "{slow: false}")
        #expect(again.code == 0, "\(again.output)")
        #expect(try shop.rows("select q.id, s.id from quick q, slow s") == ["1|2"])
    }
}

import Diagnostics
import Formats
import Foundation
import Testing

/// What the macros of well-known packages rely on; each was found by building a public project with dbt and with this program.
@Suite struct PackageMacroTests {
    private static let package = [
        "packages.yml": "packages:\n  - local: tools\n", "tools/dbt_project.yml": "name: tools\nversion: '1.0'\n",
    ]

    /// Builds a project with a package of the given macros, and gives what it printed.
    private func build(_ macros: String, model: String) throws -> (shop: Shop, ended: EndedProgram) {
        var files = Self.package
        files["tools/macros/tools.sql"] = macros
        files["models/m.sql"] = model
        let shop = try Shop(.sqlite, files)
        let deps = try shop.smelt("deps")
        #expect(deps.code == 0, "\(deps.output)")
        return (shop, try shop.smelt("build"))
    }

    @Test func aPackagesMacroMayBeginWithAnUnderscore() throws {
        let (shop, ended) = try build("{% macro _seven() %}7{% endmacro %}", model: "select {{ tools._seven() }} as i")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select i from m") == ["7"])
    }

    @Test func aRelationIsAMappingWithMetadata() throws {
        let (shop, ended) = try build(
            "{% macro kind(obj) %}{{ obj is mapping and obj.get('metadata', {}).get('type', '').endswith('Relation') }}{% endmacro %}",
            model: "select '{{ tools.kind(this) }}' as a, '{{ tools.kind({}) }}' as b, '{{ this['name'] }}' as c")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select a, b, c from m") == ["True|False|m"])
    }

    @Test func theContextTakesNames() throws {
        let (shop, ended) = try build(
            "{% macro keep() %}{% do context.update({'__STATE': 5}) %}{% endmacro %}"
                + "{% macro read() %}{{ context.get('__STATE', 0) }}{% endmacro %}",
            model: "select {{ tools.read() }} as a, {{ tools.keep() }}{{ tools.read() }} as b")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select a, b from m") == ["0|5"])
    }

    /// Recorded from agate 1.9.1 on the same table.
    @Test func tablesAreDrawnAsAgateDrawsThem() throws {
        let macro = """
            {% macro draw() %}
            {% set t = run_query("select 1 as a, 1.5 as b, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' as c, null as d union all "
              ~ "select 12345, 1234.56789, 'y', null") %}
            {% do t.print_table(max_columns=none) %}
            {% do t.print_table(max_rows=1, max_columns=2, max_column_width=none, max_precision=none) %}
            {% do print(t.columns['b'].data_type.jsonify(t.columns['b'].values()[0])) %}
            {% do print(t.columns['a'].data_type.jsonify(none) is none) %}
            {% endmacro %}
            """
        let shop = try Shop(.sqlite, ["macros/draw.sql": macro])
        let ended = try shop.smelt("--quiet", "run-operation", "draw")
        #expect(ended.code == 0, "\(ended.output)")
        let expected = """
            |     a |          b | c                    | d |
            | ----- | ---------- | -------------------- | - |
            |     1 |     1.500… | xxxxxxxxxxxxxxxxx... |   |
            | 12345 | 1,234.568… | y                    |   |
            | a |   b | ... |
            | - | --- | --- |
            | 1 | 1.5 | ... |
            | ... | ... | ... |
            1.5
            True
            """
        #expect(ended.output.trimmingCharacters(in: .whitespacesAndNewlines) == expected)
    }

    @Test func theConfigurationOfAResultHasNoUndefinedKeys() throws {
        let shop = try Shop(
            .sqlite,
            [
                "models/m.sql": "select 1 as i",
                "macros/told.sql": "{% macro told(results) %}{% for r in results %}"
                    + "{% do print(r.node.name ~ ' ' ~ (r.node.config.absent is none) ~ ' ' ~ r.node.config.materialized) %}"
                    + "{% endfor %}{% endmacro %}",
            ])
        shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nprofile: shop\non-run-end: \"{{ told(results) }}\"\n")
        let ended = try shop.smelt("run")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("m True view"), "\(ended.output)")
    }
}

/// What the manifest says of nodes after compiling.
@Suite struct CompiledManifestTests {
    private func node(_ id: String, _ shop: Shop) throws -> ConfigMap {
        try #require(try shop.artifact("manifest.json")["nodes"]?.map?[id]?.map)
    }

    @Test(arguments: [["compile"], ["build"], ["docs", "generate"]]) func ephemeralModelsShowTheirCode(_ command: [String]) throws {
        let shop = try Shop(
            .sqlite,
            [
                "models/e.sql": "{{ config(materialized='ephemeral') }}select 1 as i",
                "models/over.sql": "{{ config(materialized='ephemeral') }}select i from {{ ref('e') }}",
                "models/m.sql": "select i from {{ ref('over') }}",
            ])
        let ended = try BuiltProgram.run(command, in: shop.folder)
        #expect(ended.code == 0, "\(ended.output)")
        let over = try node("model.shop.over", shop)
        #expect(over["compiled_path"]?.string == "target/compiled/shop/models/over.sql")
        #expect(over["compiled_code"]?.string == "with __dbt__cte__e as (\nselect 1 as i\n) select i from __dbt__cte__e")
        #expect(over["extra_ctes"]?.list?.count == 1)
        #expect(try node("model.shop.e", shop)["compiled_code"]?.string == "select 1 as i")
    }

    @Test func aSnapshotHasAFileBelowItsFile() throws {
        let block = "{% snapshot s %}{{ config(unique_key='i', strategy='check', check_cols='all') }}select 1 as i{% endsnapshot %}"
        let shop = try Shop(.sqlite, ["snapshots/s.sql": block])
        #expect(try shop.smelt("compile").code == 0)
        #expect(try node("snapshot.shop.s", shop)["compiled_path"]?.string == "target/compiled/shop/snapshots/s.sql/s.sql")
    }

    @Test func anExposureHasNoFailures() throws {
        let shop = try Shop(
            .sqlite,
            [
                "models/a.sql": "select 1 as i",
                "models/e.yml": "exposures:\n  - {name: e, type: dashboard, owner: {email: a@b.c}, depends_on: [ref('a')]}\n",
            ])
        let ended = try shop.smelt("build")
        #expect(ended.code == 0, "\(ended.output)")
        let result = try #require(try shop.resultObjects().first { $0["unique_id"]?.string == "exposure.shop.e" })
        #expect(result["status"]?.string == "no-op" && result["failures"]?.int == 0)
    }

    @Test func savedSelectorsAreShown() throws {
        let shop = try Shop(
            .sqlite,
            [
                "models/a.sql": "select 1 as i",
                "selectors.yml": "selectors:\n  - name: s\n    definition: {method: fqn, value: a, parents: true}\n",
            ])
        #expect(try shop.smelt("parse").code == 0)
        let selectors = try shop.artifact("manifest.json")["selectors"]?.map
        let expected: ConfigMap = ["name": "s", "definition": .map(["method": "fqn", "value": "a", "parents": .bool(true)])]
        #expect(selectors?["s"]?.map == expected)
    }

    @Test func whatTheAdapterCallsIsNoDependency() throws {
        let shop = try Shop(
            .sqlite,
            [
                "models/a.sql": "select 1 as i",
                "models/m.sql": "select {{ adapter.get_columns_in_relation(ref('a')) | map(attribute='name') | join }} from {{ ref('a') }}",
            ])
        shop.write("macros/own.sql", "{% macro own() %}i{% endmacro %}")
        let ended = try shop.smelt("build")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try node("model.shop.m", shop)["depends_on"]?.map?["macros"]?.list?.compactMap(\.string) == ["macro.dbt_sqlite.ref"])
    }

    @Test func theBuiltInPackageHasAnOverview() throws {
        let shop = try Shop(.sqlite, ["models/a.sql": "select 1 as i"])
        #expect(try shop.smelt("parse").code == 0)
        let manifest = try shop.artifact("manifest.json")
        let overview = try #require(manifest["docs"]?.map?["doc.dbt.__overview__"]?.map)
        #expect(overview["original_file_path"]?.string == "docs/overview.md" && overview["path"]?.string == "overview.md")
        #expect(overview["block_contents"]?.string?.isEmpty == false)
        let test = try #require(manifest["macros"]?.map?["macro.dbt.test_unique"]?.map)
        #expect(test["path"]?.string == "tests/generic/builtin.sql" && test["arguments"]?.list?.isEmpty == true)
    }

    /// A password that is a plain word must not turn every name that contains it into stars.
    @Test func aWordAsPasswordIsNotHidden() {
        let scrubber = SecretScrubber(["env-secret"], passwords: ["x", "postgres", "s3cr3t-42"])
        #expect(scrubber.scrub("boxes on postgres: s3cr3t-42, env-secret") == "boxes on postgres: *****, *****")
    }
}

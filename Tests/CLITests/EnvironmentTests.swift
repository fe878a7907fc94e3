import Testing

@testable import CLI

/// Where flags and variables come from besides the command line: `.env`, both names of a variable, `profiles.yml`, the user's own settings.
@Suite struct EnvironmentTests {
    @Test func linesOfAnEnvironmentFileAreUnderstood() {
        let text = """
            # a comment
            PLAIN=one two # said
            export SHOUTED = loud
            QUOTED='it''s ${PLAIN}'
            DOUBLE="a\\n\\"b\\" ${HOME} ${ABSENT:-none}"
            LINES="first
            second"
            NAME_ALONE
            EMPTY=
            KEPT=${GIVEN}
            """
        let found = EnvironmentFile.variables(in: text, environment: ["HOME": "/home/ada", "GIVEN": "here"])
        let shown = found.map { "\($0.name)=\($0.value)" }
        #expect(
            shown == [
                "PLAIN=one two", "SHOUTED=loud", "QUOTED=it", "DOUBLE=a\n\"b\" /home/ada none", "LINES=first\nsecond", "EMPTY=",
                "KEPT=here",
            ])
    }

    @Test func aVariableIsThereUnderBothNames() {
        let seen = EngineVariables.propagated(["DBT_TARGET": "old", "DBT_ENGINE_QUIET": "1", "DBT_QUIET": "0", "DBT_OTHER": "x"])
        #expect(seen["DBT_ENGINE_TARGET"] == "old")
        #expect(seen["DBT_QUIET"] == "1")
        #expect(seen["DBT_ENGINE_OTHER"] == nil)
    }

    private static let model = "select '{{ target.name }}' as target, {{ invocation_args_dict.get('fail_fast', false) }} as fails"

    private func shop(_ files: [String: String] = [:]) throws -> Shop {
        let shop = try Shop(.sqlite, ["models/a.sql": Self.model])
        shop.write(
            "profiles.yml", "shop: {target: dev, outputs: {dev: {type: sqlite, path: dev.db}, prod: {type: sqlite, path: prod.db}}}\n")
        for (path, text) in files { shop.write(path, text) }
        return shop
    }

    private func compiled(_ shop: Shop, in folder: String? = nil, environment: [String: String] = [:], _ words: String...) throws -> String
    {
        let arguments = ["compile", "--select", "a"] + words
        let variables = ["HOME": shop.folder + "/home"].merging(environment) { _, new in new }
        return try BuiltProgram.run(arguments, in: folder ?? shop.folder, environment: variables).output
    }

    @Test func theEnvironmentFileSetsFlags() throws {
        let shop = try shop([".env": "DBT_TARGET=prod\nDBT_FAIL_FAST=true\n"])
        #expect(try compiled(shop).contains("select 'prod' as target, True as fails"))
        #expect(try compiled(shop, environment: ["DBT_TARGET": "dev"]).contains("select 'dev' as target, True as fails"))
    }

    @Test func theProjectIsFoundFromAFolderInIt() throws {
        let shop = try shop()
        let output = try compiled(shop, in: shop.folder + "/models")
        #expect(output.contains("select 'dev' as target"), "\(output)")
    }

    @Test func theOlderPlaceOfFlagsIsReadAndToldOf() throws {
        let shop = try shop([
            "profiles.yml": "config: {fail_fast: true}\nshop: {target: dev, outputs: {dev: {type: sqlite, path: dev.db}}}\n"
        ])
        let output = try compiled(shop)
        #expect(output.contains("select 'dev' as target, True as fails"), "\(output)")
        #expect(
            output.contains("User config should be moved from the 'config' key in profiles.yml to the 'flags' key in dbt_project.yml."))
        shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nprofile: shop\nflags: {fail_fast: false}\n")
        let refused = try compiled(shop)
        #expect(refused.contains("Do not specify both 'config' in profiles.yml and 'flags' in dbt_project.yml."), "\(refused)")
    }

    @Test func theUsersOwnSettingsComeLast() throws {
        let shop = try shop(["home/.dbt/user_settings.yml": "flags: {fail_fast: true}\n"])
        #expect(try compiled(shop).contains("True as fails"))
        #expect(try compiled(shop, "--no-fail-fast").contains("False as fails"))
        shop.write("dbt_project.yml", "name: shop\nversion: '1.0'\nprofile: shop\nflags: {fail_fast: false}\n")
        #expect(try compiled(shop).contains("False as fails"))
    }

    @Test func withoutIntrospectionTheDatabaseCannotBeAsked() throws {
        let shop = try shop(["models/b.sql": "{% set columns = adapter.get_columns_in_relation(this) %} select {{ columns | length }}"])
        let ended = try BuiltProgram.run(["compile", "--no-introspect"], in: shop.folder)
        #expect(ended.code == 2)
        #expect(ended.output.contains("connection never acquired for thread"), "\(ended.output)")
    }

    @Test func limitsForSQLAreKept() throws {
        let shop = try shop([
            "models/b.sql": "{{ config(materialized='ephemeral') }} select 1 as id", "models/c.sql": "select * from {{ ref('b') }}",
        ])
        for (limit, words) in [("TOKENS", "Maximum number of tokens exceeded (0)."), ("DEPTH", "Maximum grouping depth exceeded (0).")] {
            let ended = try BuiltProgram.run(["compile", "--sqlparse", "{MAX_GROUPING_\(limit): '0'}"], in: shop.folder)
            #expect(ended.code == 2)
            #expect(ended.output.contains("\(words) You may raise the limit via --sqlparse"), "\(ended.output)")
        }
        #expect(try BuiltProgram.run(["compile", "--sqlparse", "{MAX_GROUPING_TOKENS: 10000}"], in: shop.folder).code == 0)
    }
}

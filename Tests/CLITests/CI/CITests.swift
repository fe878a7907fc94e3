import Formats
import Foundation
import Testing

/// `ci` in git repositories of its own: what is built against a base, what it ends with, and what it reports.
@Suite struct CITests {
    /// A chain of three models, one beside it, and a test; the commit on `main` is built.
    private static let files = [
        "models/one.sql": "select 1 as id",
        "models/two.sql": "{{ config(materialized='table') }}\nselect id from {{ ref('one') }}",
        "models/three.sql": "select id from {{ ref('two') }}",
        "models/other.sql": "select 5 as id",
        "models/two.yml": """
        models:
          - name: two
            columns:
              - name: id
                data_tests:
                  - accepted_values: {arguments: {values: [1, 2], quote: false}}
        """,
        ".gitignore": "target/\nlogs/\nreports/\n*.db*\nprofiles.yml\n",
    ]

    private static func repository(_ engine: ShopEngine, _ more: [String: String] = [:]) throws -> Shop {
        let shop = try Shop(engine, files.merging(more) { $1 })
        try commit(shop)
        return shop
    }

    /// Puts all that is there into a commit.
    private static func commit(_ shop: Shop, in place: String = "") throws {
        let git = "git -c user.name=ada -c user.email=ada@example.org"
        try BuiltProgram.shell(
            "test -d .git || git init --quiet --initial-branch=main .; git add -A; \(git) commit --quiet -m c", in: shop.folder + place)
    }

    private static func read(_ shop: Shop, _ path: String) throws -> String {
        try String(contentsOfFile: shop.folder + "/" + path, encoding: .utf8)
    }

    // MARK: The base

    @Test(arguments: ShopEngine.available) func onlyWhatChangedIsBuilt(_ engine: ShopEngine) throws {
        let shop = try Self.repository(engine)
        #expect(try shop.smelt("build").code == 0)
        // Nothing changed.
        let idle = try shop.smelt("ci", "--base", "git:main", "--junit", "reports/deep/junit.xml")
        #expect(idle.code == 6, "\(idle.output)")
        #expect(idle.output.contains("nothing that is selected changed since main at "), "\(idle.output)")
        #expect(try Self.read(shop, "reports/deep/junit.xml").contains(#"<testcase name="compile" classname="project" time="0.000"/>"#))
        // One model did, in a commit on a branch and in the work tree.
        try BuiltProgram.shell("git checkout --quiet -b change", in: shop.folder)
        shop.write("models/two.sql", "{{ config(materialized='table') }}\nselect id + 1 as id from {{ ref('one') }}")
        shop.write("models/new.sql", "select 7 as id")
        shop.write("target/tmp/.keep", "")
        let run = try shop.start(
            ["ci", "--base", "git:main", "--summary", "reports/summary.md"], environment: ["TMPDIR": shop.folder + "/target/tmp"])
        let ended = try run.wait()
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: shop.folder + "/target/tmp") == [".keep"])
        #expect(ended.output.contains(": 1 added, 1 changed, 0 removed"), "\(ended.output)")
        let results = try shop.results()
        #expect(results.prefix(3) == ["model.shop.new success", "model.shop.three success", "model.shop.two success"])
        #expect(results.count == 4 && results[3].hasPrefix("test.shop.accepted_values_two_id") && results[3].hasSuffix(" pass"))
        #expect(try shop.rows("select id from \(engine == .sqlite ? "two" : shop.schema + ".two")") == ["2"])
        let summary = try Self.read(shop, "reports/summary.md")
        #expect(summary.hasPrefix("# smelt ci: passed\n"), "\(summary)")
        #expect(summary.contains("| `model two` | changed | [models/two.sql:1](../models/two.sql#L1) |"), "\(summary)")
        #expect(summary.contains("| `model new` | added |"), "\(summary)")
        // Narrowed further; and a removed model.
        shop.remove("models/other.sql")
        let narrow = try shop.smelt("ci", "--base", "git:main", "--select", "three")
        #expect(narrow.output.contains(": 1 added, 1 changed, 1 removed"), "\(narrow.output)")
        #expect(try shop.results() == ["model.shop.three success"])
        #expect(try shop.resultObjects().count == 1)
    }

    /// A project in a folder of the repository, with a package that lies in it too: the base has the package as it was then.
    @Test func theBaseHasItsOwnPackages() throws {
        let shop = try Shop(.sqlite, [:])
        for (path, text) in Self.files { shop.write("sub/" + path, text) }
        for name in ["dbt_project.yml", "profiles.yml"] { shop.write("sub/" + name, try Self.read(shop, name)) }
        shop.remove("dbt_project.yml")
        shop.write("sub/packages.yml", "packages:\n  - local: ../kit\n")
        shop.write("sub/.gitignore", "target/\nlogs/\ndbt_packages/\n*.db\nprofiles.yml\n")
        shop.write("sub/models/two.sql", "select {{ kit.number() }} as id")
        shop.write("kit/dbt_project.yml", "name: kit\nversion: '1.0'\n")
        shop.write("kit/macros/number.sql", "{% macro number() %}1{% endmacro %}")
        try Self.commit(shop)
        let folder = shop.folder + "/sub"
        #expect(try BuiltProgram.run(["deps"], in: folder).code == 0)
        #expect(try BuiltProgram.run(["ci"], in: folder).code == 0)
        #expect(try BuiltProgram.run(["ci", "--base", "git:HEAD"], in: folder).code == 6)
        shop.write("kit/macros/number.sql", "{% macro number() %}2{% endmacro %}")
        let ended = try BuiltProgram.run(["ci", "--base", "git:HEAD", "--junit", "junit.xml"], in: folder)
        #expect(ended.code == 0 && ended.output.contains("0 added, 1 changed"), "\(ended.output)")
        #expect(try Self.read(shop, "sub/junit.xml").contains(#"file="sub/models/two.sql""#))
        // Another list of packages: those of the base are installed for it.
        shop.write("kit/macros/number.sql", "{% macro number() %}1{% endmacro %}")
        shop.write("more/dbt_project.yml", "name: more\nversion: '1.0'\n")
        shop.write("sub/packages.yml", "packages:\n  - local: ../kit\n  - local: ../more\n")
        #expect(try BuiltProgram.run(["deps"], in: folder).code == 0)
        let other = try BuiltProgram.run(["ci", "--base", "git:HEAD"], in: folder)
        #expect(other.code == 6 && other.output.contains("0 added, 0 changed"), "\(other.output)")
    }

    @Test func aBaseThatCannotBeHadIsSaidSo() throws {
        let lone = try Shop(.sqlite, Self.files)
        let without = try lone.smelt("ci", "--base", "git:main")
        #expect(without.code == 2 && without.output.contains("error[config/base-no-repository]"), "\(without.output)")
        let shop = try Self.repository(.sqlite)
        let unknown = try shop.smelt("ci", "--base", "git:mian")
        #expect(unknown.code == 2 && unknown.output.contains("There is no commit 'mian' in the repository"), "\(unknown.output)")
        let option = try shop.smelt("ci", "--base", "git:--output=x")
        #expect(option.code == 2 && option.output.contains("There is no commit '--output=x'"), "\(option.output)")
        let folder = try shop.smelt("ci", "--base", "nowhere")
        #expect(folder.code == 2 && folder.output.contains("a commit is named as git:nowhere"), "\(folder.output)")
        // A folder with an earlier manifest does as well.
        #expect(try shop.smelt("parse", "--target-path", "before").code == 0)
        #expect(try shop.smelt("ci", "--base", "before").code == 6)
    }

    /// A base that is broken is no reason not to check what mends it.
    @Test func aBrokenBaseMeansThatEverythingChanged() throws {
        let shop = try Self.repository(.sqlite, ["models/three.sql": "select id from {{ ref('tow') }}"])
        shop.write("models/three.sql", "select id from {{ ref('two') }}")
        let ended = try shop.smelt("ci", "--base", "git:main")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("does not compile, so everything counts as changed"), "\(ended.output)")
        #expect(ended.output.contains("depends on a node named 'tow' which was not found"), "\(ended.output)")
        #expect(try shop.resultObjects().count == 5)
    }

    // MARK: What it ends with

    @Test(arguments: ShopEngine.available) func aFailingGateIsReportedEverywhere(_ engine: ShopEngine) throws {
        let shop = try Self.repository(engine)
        shop.write("models/two.sql", "{{ config(materialized='table') }}\nselect id + 7 as id from {{ ref('one') }}")
        shop.write("step.md", "from before\n")
        let run = try shop.start(
            [
                "ci", "--junit", "reports/junit.xml", "--sarif", "reports/smelt.sarif", "--codequality", "reports/quality.json",
            ],
            environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": shop.folder + "/step.md"])
        let ended = try run.wait()
        #expect(ended.code == 1, "\(ended.output)")
        #expect(ended.output.contains("gates    failed: 1 failed"), "\(ended.output)")
        #expect(ended.output.contains("smelt ci: failed at a gate (exit code 1)"), "\(ended.output)")
        #expect(
            ended.output.contains(
                "\n::error file=models/two.yml,line=6,col=13,endColumn=73,title=test accepted_values_two_id__False__1__2 (gate/test-failed)::Got 1 result"
            ), "\(ended.output)")
        let junit = try Self.read(shop, "reports/junit.xml")
        #expect(junit.contains(#"<failure message="Got 1 result, configured to fail if != 0" type="gate/test-failed">"#), "\(junit)")
        #expect(junit.contains(#"<testcase name="three" classname="shop" file="models/three.sql" line="1" time="0.000">"#), "\(junit)")
        let sarif = try JSONReader.read(text: Self.read(shop, "reports/smelt.sarif"))
        let results = sarif["runs"]?.list?.first?["results"]?.list ?? []
        let place = results.first?["locations"]?.list?.first?["physicalLocation"]
        #expect(results.count == 1 && place?["artifactLocation"]?["uri"]?.string == "models/two.yml")
        #expect(place?["region"]?["startLine"]?.int == 6)
        let quality = try JSONReader.read(text: Self.read(shop, "reports/quality.json"))
        #expect(quality.list?.first?["location"]?["path"]?.string == "models/two.yml")
        let summary = try Self.read(shop, "step.md")
        #expect(summary.hasPrefix("from before\n# smelt ci: failed at a gate\n"), "\(summary)")
    }

    /// Where units are published, what a gate refused is not visible, and the reports say so.
    @Test(arguments: ShopEngine.available) func whatAGateRefusedIsNotPublished(_ engine: ShopEngine) throws {
        let shop = try Self.repository(engine, ["smelt.yml": "publish: run\n"])
        #expect(try shop.smelt("ci").code == 0)
        shop.write("models/two.sql", "{{ config(materialized='table') }}\nselect id + 7 as id from {{ ref('one') }}")
        let ended = try shop.smelt("ci", "--base", "git:main", "--junit", "reports/junit.xml")
        #expect(ended.code == 1, "\(ended.output)")
        #expect(ended.output.contains("build    skipped: 1 not published, 1 skipped"), "\(ended.output)")
        #expect(try shop.rows("select id from \(engine == .sqlite ? "two" : shop.schema + ".two")") == ["1"])
        let junit = try Self.read(shop, "reports/junit.xml")
        #expect(junit.contains(#"<skipped message="Not published: accepted_values_two_id"#), "\(junit)")
    }

    @Test(arguments: ShopEngine.available) func brokenSQLIsAnnotatedAtItsLine(_ engine: ShopEngine) throws {
        let shop = try Self.repository(engine)
        shop.write("models/three.sql", "select id\n     , hunter2secret\nfrom {{ ref('two') }}")
        let environment = ["GITHUB_ACTIONS": "true", "DBT_ENV_SECRET_KEY": "hunter2secret"]
        let ended = try shop.start(["ci", "--sarif", "reports/smelt.sarif"], environment: environment).wait()
        #expect(ended.code == 3, "\(ended.output)")
        #expect(ended.output.contains("\n::error file=models/three.sql,line=2,col=8,"), "\(ended.output)")
        #expect(ended.output.contains("smelt ci: the project does not compile (exit code 3)"), "\(ended.output)")
        #expect(!ended.output.contains("hunter2secret"), "\(ended.output)")
        #expect(try !Self.read(shop, "reports/smelt.sarif").contains("hunter2secret"))
        // A name that nothing has.
        shop.write("models/three.sql", "select id\nfrom {{ ref('tow') }}")
        let unresolved = try shop.start(["ci", "--junit", "reports/junit.xml"], environment: environment).wait()
        #expect(unresolved.code == 3, "\(unresolved.output)")
        #expect(unresolved.output.contains("\n::error file=models/three.sql,line=2,col=9,"), "\(unresolved.output)")
        let junit = try Self.read(shop, "reports/junit.xml")
        #expect(
            junit.contains(#"<testcase name="compile models/three.sql:2" classname="project" file="models/three.sql" line="2""#), "\(junit)"
        )
    }

    /// Quality is held to what it was in the base, also where nothing has to be built; a gate counts more.
    @Test func qualityMayNotFall() throws {
        let described = "models:\n  - {name: one, description: a number}\n"
        let shop = try Self.repository(.sqlite, ["models/one.yml": described, "smelt.yml": "quality: {ratchet: true}\nledger: false\n"])
        #expect(try shop.smelt("build").code == 0)
        shop.write("models/one.yml", "models:\n  - {name: one}\n")
        let ended = try shop.smelt("ci", "--base", "git:main", "--junit", "reports/junit.xml", "--summary", "reports/summary.md")
        #expect(ended.code == 4, "\(ended.output)")
        #expect(ended.output.contains("Documentation coverage fell from 12.5 % to 0 % since main at "), "\(ended.output)")
        #expect(ended.output.contains("smelt ci: the quality is too low (exit code 4)"), "\(ended.output)")
        #expect(try Self.read(shop, "reports/junit.xml").contains(#"<testsuite name="quality" tests="2" failures="0" errors="2""#))
        #expect(try Self.read(shop, "reports/summary.md").contains("| documentation | 0 % | 12.5 % |  | **too low** |"))
        shop.write("models/two.sql", "select 9 as id")
        #expect(try shop.smelt("ci", "--base", "git:main").code == 1)
    }

    @Test func reportsAreWrittenWhenItIsInterrupted() throws {
        let shop = try Shop(
            .sqlite,
            [
                "models/first.sql": "{{ config(materialized='table') }} select 1 as i",
                "models/slow.sql": """
                {{ config(materialized='table') }} -- {{ ref('first') }}
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000000) select max(i) as i from n
                """,
            ])
        let run = try shop.start(["ci", "--junit", "reports/junit.xml", "--summary", "reports/summary.md"])
        try run.waitForOutput("START sql table model main.slow")
        usleep(200_000)
        run.send(SIGINT)
        let ended = try run.wait(seconds: 20)
        #expect(ended.code == 130, "\(ended.output)")
        #expect(try Self.read(shop, "reports/junit.xml").contains(#"<testcase name="first""#))
        #expect(try Self.read(shop, "reports/summary.md").hasPrefix("# smelt ci: interrupted\n"))
    }

    @Test func theSurroundingsAreNoGate() throws {
        guard ShopEngine.hasServer else { return }
        let shop = try Shop(.postgres, Self.files, output: ["port": 9])
        let ended = try shop.smelt("ci", "--junit", "reports/junit.xml")
        #expect(ended.code == 5, "\(ended.output)")
        #expect(try Self.read(shop, "reports/junit.xml").contains("<error message="))
    }

    /// `build` writes the same reports, and ends as ever.
    @Test func buildReportsToo() throws {
        let shop = try Shop(.sqlite, Self.files)
        shop.write("models/two.sql", "select 9 as id")
        let ended = try shop.start(["build", "--junit", "junit.xml"], environment: ["GITHUB_ACTIONS": "true"]).wait()
        #expect(ended.code == 1 && !ended.output.contains("::error"), "\(ended.output)")
        #expect(try Self.read(shop, "junit.xml").contains(#"<testsuites name="smelt build" tests="6" failures="1" errors="0""#))
        // A place where nothing can be written is told, and ends what went well otherwise.
        let refused = try shop.smelt("build", "--select", "one", "--summary", "/proc/none/summary.md")
        #expect(refused.code == 2 && refused.output.contains("/proc/none"), "\(refused.output)")
    }
}

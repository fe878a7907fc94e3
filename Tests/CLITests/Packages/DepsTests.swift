import Foundation
import Testing

/// `deps`, seen from outside: what is installed, what is locked, what is refused.
@Suite struct DepsTests {
    @Test func aPackageOfTheHubBringsItsOwn() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]"), ("1.1.0", "[]"), ("1.2.0", "[]"), ("1.3.0-rc1", "[]")])
        try shop.publish("more", [("0.5.0", #"[{"package": "acme/tools", "version": [">=1.0.0", "<1.2.0"]}]"#)])
        shop.write("shop/packages.yml", "packages:\n  - package: acme/more\n    version: 0.5.0\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 0, "\(ended.output)")
        for text in ["Installing acme/tools", "Installed from version 1.1.0", "Updated version available: 1.2.0", "Up to date!"] {
            #expect(ended.output.contains(text), "\(ended.output)")
        }
        #expect(shop.names(in: "shop/dbt_packages") == ["more", "tools"])
        #expect(shop.read("shop/dbt_packages/tools/macros/of.sql") == "{% macro tools_version() %}1.1.0{% endmacro %}")
        let lock = try #require(shop.read("shop/package-lock.yml"))
        #expect(
            lock.hasPrefix(
                """
                packages:
                  - name: more
                    package: acme/more
                    version: 0.5.0
                  - name: tools
                    package: acme/tools
                    version: 1.1.0
                sha1_hash: 17d40d5852db391eb42d7952136a95db4a2eb6d6
                # sha256 
                """))
        #expect(shop.names(in: "shop").filter { $0.hasPrefix(".smelt") } == [])
        #expect(try shop.smelt("parse").code == 0)
    }

    @Test func prereleasesAreTakenWhereTheyAreWanted() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]"), ("1.1.0-rc1", "[]")])
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: '>=1.0.0'}\n")
        #expect(try shop.smelt("deps").output.contains("Installed from version 1.0.0"))
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: '>=1.0.0', install_prerelease: true}\n")
        #expect(try shop.smelt("deps").output.contains("Installed from version 1.1.0-rc1"))
    }

    @Test func versionsForAnotherDbtAreLeftOut() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]")], requires: #"[">=2.0.0"]"#)
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: 1.0.0}\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(
            ended.output.contains(
                "Could not find a matching compatible version for package acme/tools\n  Requested range: =1.0.0, =1.0.0\n"))
        #expect(try shop.smelt("deps", "--no-version-check").code == 0)
    }

    @Test func aConflictSaysWhoAskedForWhat() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]"), ("2.0.0", "[]")])
        try shop.publish("more", [("0.5.0", #"[{"package": "acme/tools", "version": "<2.0.0"}]"#)])
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: 2.0.0}\n  - {package: acme/more, version: 0.5.0}\n")
        shop.write("shop/dbt_packages/kept/dbt_project.yml", "name: kept\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(
            ended.output.contains(
                """
                Version error for package acme/tools: Could not find a satisfactory version from options: ['=2.0.0', '<2.0.0']
                  this project asks for =2.0.0
                  acme/more 0.5.0 asks for <2.0.0
                  --> packages.yml:2:5
                """), "\(ended.output)")
        #expect(shop.names(in: "shop/dbt_packages") == ["kept"])
        #expect(shop.read("shop/package-lock.yml") == nil)
    }

    @Test func aPackageThatChangedUnderItsVersionIsRefused() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]")])
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: 1.0.0}\n")
        #expect(try shop.smelt("deps").code == 0)
        shop.write("work/tools/macros/evil.sql", "{% macro evil() %}{% endmacro %}")
        try shop.publish("tools", [("1.0.0", "[]")])
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(ended.output.contains("The package acme/tools 1.0.0 has changed since it was locked"), "\(ended.output)")
        #expect(shop.names(in: "shop/dbt_packages/tools/macros") == ["of.sql"])
        #expect(try shop.smelt("deps", "--upgrade").code == 0)
        #expect(shop.names(in: "shop/dbt_packages/tools/macros") == ["evil.sql", "of.sql"])
    }

    @Test func withoutAHubTheLockedCopyIsKept() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]"), ("1.1.0", "[]")])
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: 1.0.0}\n")
        #expect(try shop.smelt("deps").code == 0)
        let away = ["DBT_PACKAGE_HUB_URL": "http://127.0.0.1:9/"]
        let ended = try shop.smelt("deps", environment: away)
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("The package hub is out of reach"))
        #expect(shop.read("shop/dbt_packages/tools/macros/of.sql")?.contains("1.0.0") == true)
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: 1.1.0}\n")
        let refused = try shop.smelt("deps", environment: away)
        #expect(refused.code == 2)
        #expect(refused.output.contains("no copy of acme/tools (=1.1.0, =1.1.0) lies here"), "\(refused.output)")
        #expect(refused.output.contains("versions that lie here: 1.0.0"))
    }

    @Test func aFolderOfPackagesStandsInForTheHub() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("store/acme/tools/1.0.0/dbt_project.yml", "name: tools\nversion: '1.0'\n")
        shop.write("store/acme/tools/1.4.0/dbt_project.yml", "name: tools\nversion: '1.0'\n")
        shop.write("store/acme/tools/1.4.0/packages.yml", "packages:\n  - {package: acme/base, version: '<2.0.0'}\n")
        shop.write("work/base/dbt_project.yml", "name: base\nversion: '1.0'\n")
        try shop.shell("mkdir -p store/acme/base; tar -czf store/acme/base/1.9.0.tar.gz -C work base")
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: ['>=1.0.0', '<2.0.0']}\n")
        let ended = try shop.smelt("deps", environment: ["SMELT_PACKAGE_FOLDER": "../store"])
        #expect(ended.code == 0, "\(ended.output)")
        #expect(shop.names(in: "shop/dbt_packages") == ["base", "tools"])
        #expect(shop.read("shop/package-lock.yml")?.contains("package: acme/tools\n    version: 1.4.0\n") == true)
    }

    @Test func aVendoredCopyWithoutALockIsKeptWithAWarning() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("shop/dbt_packages/tools/dbt_project.yml", "name: tools\nversion: '0.1.0'\n")
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: 1.3.0}\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("dbt_packages/tools is kept, which calls itself 0.1.0; asked for is =1.3.0"), "\(ended.output)")
        #expect(shop.names(in: "shop/dbt_packages") == ["tools"])
        #expect(shop.read("shop/package-lock.yml") == nil)
    }

    @Test func gitPackagesAreLockedToTheirCommit() throws {
        let shop = try PackageWorkshop(hub: false)
        let commit = try shop.repository("kit")
        shop.write(
            "shop/packages.yml",
            "packages:\n  - {git: \(shop.folder)/kit, revision: v1}\n  - {git: \(shop.folder)/kit, revision: \(commit), subdirectory: parts/one}\n"
        )
        let ended = try shop.smelt("deps")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(!ended.output.contains("not pinned"))
        #expect(ended.output.contains("and subdirectory parts/one"))
        #expect(shop.names(in: "shop/dbt_packages") == ["kit", "kit_part"])
        #expect(shop.read("shop/dbt_packages/kit/macros/of.sql")?.contains("first") == true)
        #expect(
            shop.read("shop/package-lock.yml")?.hasPrefix(
                """
                packages:
                  - git: \(shop.folder)/kit
                    name: kit
                    revision: \(commit)
                  - git: \(shop.folder)/kit
                    name: kit_part
                    revision: \(commit)
                    subdirectory: parts/one
                sha1_hash: 
                """) == true, "\(shop.read("shop/package-lock.yml") ?? "")")
    }

    @Test func aBranchIsWarnedOfAndMayMove() throws {
        let shop = try PackageWorkshop(hub: false)
        _ = try shop.repository("kit")
        shop.write("shop/packages.yml", "packages:\n  - {git: \(shop.folder)/kit, revision: main}\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 0)
        #expect(ended.output.contains("The git package \"\(shop.folder)/kit\" \n\tis pinned to the \"main\" branch."), "\(ended.output)")
        #expect(shop.read("shop/dbt_packages/kit/macros/of.sql")?.contains("second") == true)
        shop.write("shop/packages.yml", "packages:\n  - {git: \(shop.folder)/kit, revision: main, warn-unpinned: false}\n")
        #expect(try !shop.smelt("deps").output.contains("is pinned to"))
        #expect(try shop.smelt("--warn-error", "deps", "--upgrade").code == 0)
    }

    @Test func oneRepositoryUnderTwoNamesIsOnePackage() throws {
        let shop = try PackageWorkshop(hub: false)
        _ = try shop.repository("kit")
        try shop.shell("ln -s kit kit.git")
        let (plain, suffixed) = ("{git: \(shop.folder)/kit, revision: v1}", "{git: \(shop.folder)/kit.git, revision: v1}")
        shop.write("shop/packages.yml", "packages:\n  - \(plain)\n  - \(suffixed)\n")
        #expect(try shop.smelt("deps").code == 0)
        #expect(shop.names(in: "shop/dbt_packages") == ["kit"])
        shop.write("shop/packages.yml", "packages:\n  - \(plain)\n  - \(suffixed.replacingOccurrences(of: "v1", with: "main"))\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(ended.output.contains("git dependencies should contain exactly one version. \(shop.folder)/kit contains: {'main', 'v1'}"))
    }

    @Test func localPackagesAreLinkedAndBringTheirOwn() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("shared/dbt_project.yml", "name: shared\nversion: '1.0'\n")
        shop.write("shared/packages.yml", "packages:\n  - local: \"{{ var('deeper') }}\"\n")
        shop.write("deeper/dbt_project.yml", "name: deeper\nversion: '1.0'\n")
        shop.write("shop/packages.yml", "packages:\n  - local: ../shared\n")
        let ended = try shop.smelt("deps", "--vars", "deeper: ../deeper")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("Installed from <local @ ../shared>"))
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: shop.folder + "/shop/dbt_packages/deeper") == shop.folder + "/deeper")
        shop.remove("shop/dbt_packages/deeper")
        let parsed = try shop.smelt("parse")
        #expect(parsed.code == 2)
        #expect(parsed.output.contains("dbt expects 2 package(s) based on packages specified in packages.yml, but found only 1 package(s)"))
        #expect(parsed.output.contains("Following packages were not found: deeper."), "\(parsed.output)")
    }

    @Test func dependenciesAreTakenAsWritten() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("shared/dbt_project.yml", "name: shared\nversion: '1.0'\n")
        shop.write("shop/dependencies.yml", "packages:\n  - local: ../shared\nprojects:\n  - name: elsewhere\n")
        #expect(try shop.smelt("deps").code == 0)
        #expect(shop.names(in: "shop/dbt_packages") == ["shared"])
        shop.write("shop/packages.yml", "packages:\n  - local: ../shared\n")
        let ended = try shop.smelt("deps")
        #expect(ended.output.contains("The 'packages' key cannot be specified in both packages.yml and dependencies.yml"))
    }

    @Test func twoPackagesOfOneNameAreRefused() throws {
        let shop = try PackageWorkshop(hub: false)
        for folder in ["one", "two"] { shop.write("\(folder)/dbt_project.yml", "name: same\nversion: '1.0'\n") }
        shop.write("shop/packages.yml", "packages:\n  - local: ../one\n  - local: ../two\n")
        #expect(try shop.smelt("deps").output.contains("Found duplicate project \"same\"."))
        shop.write("one/dbt_project.yml", "name: shop\nversion: '1.0'\n")
        #expect(try shop.smelt("deps").output.contains("Found a dependency with the same name as the root project \"shop\"."))
    }

    @Test func lockOnlyInstallsNothing() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]")])
        shop.write("shop/packages.yml", "packages:\n  - {package: acme/tools, version: 1.0.0}\n")
        #expect(try shop.smelt("deps", "--lock").code == 0)
        #expect(shop.read("shop/package-lock.yml")?.contains("version: 1.0.0") == true)
        #expect(shop.names(in: "shop/dbt_packages") == [])
    }

    @Test func aPackageIsAddedToTheList() throws {
        let shop = try PackageWorkshop()
        try shop.publish("tools", [("1.0.0", "[]"), ("1.1.0", "[]")])
        shop.write(
            "shop/packages.yml", "packages:\n- git: https://example.org/acme/tools.git\n  warn-unpinned: false\n- local: ../shared\n")
        shop.write("shared/dbt_project.yml", "name: shared\nversion: '1.0'\n")
        let ended = try shop.smelt("deps", "--add-package", "acme/tools@>=1.0.0,<1.1.0")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("Found duplicate package in packages.yml, removing: {'git': 'https://example.org/acme/tools.git'}"))
        #expect(
            shop.read("shop/packages.yml") == """
                packages:
                  - local: ../shared
                  - package: acme/tools
                    version:
                      - '>=1.0.0'
                      - <1.1.0

                """)
        #expect(shop.names(in: "shop/dbt_packages") == ["shared", "tools"])
    }

    @Test(arguments: [
        ("- {package: '', version: 1.0.0}", "A hub package is missing the value. It is a required property."),
        ("- {git: '', revision: x}", "A git package is missing the value. It is a required property."),
        ("- {local: ''}", "A local package is missing the value. It is a required property."),
        ("- {package: acme/tools}", "acme/tools is missing the version."),
        ("- {package: tools, version: 1.0.0}", "Packages on the index require a namespace, e.g dbt-labs/dbt_utils"),
        ("- {tarball: 'http://127.0.0.1:9/x.tar.gz', version: x}", "The packages.yml file in this project is malformed."),
        ("- {git: x, branch: main}", "'branch' does not belong to a package of the kind 'git'"),
        ("- {package: acme/tools, version: 1.x}", "\"1.x\" is not a valid semantic version."),
        ("- {local: ../nowhere}", "No dbt_project.yml found at expected path"),
    ])
    func mistakesInTheListAreNamed(entry: String, message: String) throws {
        let shop = try PackageWorkshop(hub: false)
        shop.write("shop/packages.yml", "packages:\n  \(entry)\n")
        let ended = try shop.smelt("deps")
        #expect(ended.code == 2)
        #expect(ended.output.contains(message), "\(ended.output)")
    }

    @Test func neitherProfileNorVariablesAreNeeded() throws {
        let shop = try PackageWorkshop(hub: false)
        shop.remove("shop/profiles.yml")
        shop.write(
            "shop/dbt_project.yml",
            "name: shop\nversion: '1.0'\nprofile: shop\nmodels:\n  +schema: \"{{ var('absent') }}\"\n  +enabled: \"{{ target.name in ['a'] | as_bool }}\"\n"
        )
        let ended = try shop.smelt("deps")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("Warning: No packages were found in packages.yml"))
        #expect(try shop.smelt("parse").code == 2)
    }
}

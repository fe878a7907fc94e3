import Diagnostics
import Files
import Formats
import Project
import Testing
import Warehouse

@testable import CLI

@Suite struct CleanCommandTests {
    private func clean(_ targets: [String], keepsToProject: Bool = true) throws -> (files: [String], output: String) {
        let files = MemoryFileSystem([
            "/shop/models/a.sql": "", "/shop/target/x/manifest.json": "", "/shop/logs/dbt.log": "",
            "/shop/dbt_packages/p/dbt_project.yml": "",
            "/other/keep": "", "/shop/mine/models/b.sql": "",
        ])
        let captured = CapturedConsole()
        var project = ProjectConfig(name: "shop", root: "/shop")
        project.cleanTargets = targets
        project.paths.models = ["models", "mine/models"]
        let code = try CleanCommand(
            project: project, projectFolder: "/shop", keepsToProject: keepsToProject, files: files, console: captured.console,
            realPath: { $0 }
        ).run()
        #expect(code == 0)
        return (files.paths, captured.untimed)
    }

    private func refusal(_ targets: [String]) -> String {
        do {
            _ = try clean(targets)
            return "none"
        } catch let diagnostic as Diagnostic {
            return diagnostic.message
        } catch {
            return "\(error)"
        }
    }

    @Test func itRemovesWhatCleanTargetsNames() throws {
        let (files, output) = try clean(["target", "./dbt_packages/", "target"])
        #expect(files == ["/other/keep", "/shop/logs/dbt.log", "/shop/mine/models/b.sql", "/shop/models/a.sql"])
        #expect(
            output == """
                Checking /shop/target/*
                Cleaned /shop/target/*
                Checking /shop/dbt_packages/*
                Cleaned /shop/dbt_packages/*
                Finished cleaning all paths.

                """)
    }

    @Test func itRefusesSourcesAndFoldersThatHoldThem() {
        #expect(refusal(["target", "models"]) == "dbt will not clean the following source paths: ['/shop/models']")
        #expect(refusal(["mine"]) == "dbt will not clean the following source paths: ['/shop/mine']")
    }

    @Test(arguments: ["..", ".", "/other", "../shop2", "target/../../other"])
    func itRefusesWhatLiesOutside(target: String) {
        #expect(refusal([target]).hasPrefix("dbt will not clean the following directories outside the project: ['/"))
    }

    @Test func outsideFoldersGoWhereThatIsAskedFor() throws {
        let (files, _) = try clean(["/other"], keepsToProject: false)
        #expect(!files.contains("/other/keep"))
    }

    @Test func linksAreFollowedToWhatTheyName() throws {
        try withTemporaryFolder { folder in
            #expect(CleanCommand.followingLinks(folder + "/absent/deep") == CleanCommand.followingLinks(folder) + "/absent/deep")
        }
    }
}

@Suite struct InitCommandTests {
    private func initialize(_ name: String?, files: MemoryFileSystem = MemoryFileSystem(), skipsProfile: Bool = false) throws -> (
        Int32, String
    ) {
        let captured = CapturedConsole()
        let code = try InitCommand(
            name: name, currentFolder: "/home/ada", skipsProfile: skipsProfile, files: files, console: captured.console
        ).run()
        return (code, captured.untimed)
    }

    @Test func itMakesAProject() throws {
        let files = MemoryFileSystem()
        let (code, output) = try initialize("my_shop", files: files)
        #expect(code == 0)
        #expect(output.hasPrefix("Your new project \"my_shop\" was created!\nInitialized new project in /home/ada/my_shop\n"))
        #expect(files.paths.contains("/home/ada/my_shop/.gitignore"))
        #expect(files.paths.contains("/home/ada/my_shop/models/gold/daily_sales.sql"))
        #expect(files.paths.contains("/home/ada/my_shop/profiles.yml"))
        for path in files.paths {
            let text = String(decoding: try files.read(path), as: UTF8.self)
            #expect(!text.contains("__PROJECT__"), "\(path)")
        }
        let project = String(decoding: try files.read("/home/ada/my_shop/dbt_project.yml"), as: UTF8.self)
        #expect(project.hasPrefix("name: my_shop\n"))
    }

    @Test func theProfileCanBeLeftOut() throws {
        let files = MemoryFileSystem()
        _ = try initialize("shop", files: files, skipsProfile: true)
        #expect(!files.paths.contains("/home/ada/shop/profiles.yml"))
    }

    @Test func anExistingFolderIsLeftAlone() throws {
        let files = MemoryFileSystem(["/home/ada/shop/mine.txt": "x"])
        let (code, output) = try initialize("shop", files: files)
        #expect(code == 1)
        #expect(output == "[ERROR]: A project called shop already exists here.\n")
        #expect(files.paths == ["/home/ada/shop/mine.txt"])
    }

    @Test(arguments: [
        ("my-shop", "letters, digits and underscores, no digit first: my_shop"),
        ("1shop", "letters, digits and underscores, no digit first: shop"), ("", "letters, digits and underscores, no digit first"),
        ("dbt", "letters, digits and underscores, no digit first"), ("../up", "letters, digits and underscores, no digit first: up"),
    ])
    func wrongNamesAreRefused(name: String, hint: String) {
        let files = MemoryFileSystem()
        let error = #expect(throws: Diagnostic.self) { try initialize(name, files: files) }
        #expect(error?.message == "\(name) is not a valid project name.")
        #expect(error?.hint == hint)
        #expect(files.paths == [])
    }

    @Test func itAsksNothing() {
        let error = #expect(throws: Diagnostic.self) { try initialize(nil) }
        #expect(error?.message == "init needs the name of the project to make.")
    }
}

@Suite struct DebugCommandTests {
    private static let project = "name: shop\nversion: '1.0'\nconfig-version: 2\nprofile: shop\n"
    private static let profiles = """
        shop:
          target: dev
          outputs:
            dev: {type: sqlite, threads: 1, database: main, schema: main, schemas_and_paths: {main: FOLDER/shop.db}, schema_directory: FOLDER}
            gone: {type: oracle}
        """

    /// The output below the facts about the system, and the exit code.
    private func debug(_ line: [String] = ["debug"], project: String? = project, profiles: String? = profiles) throws -> (Int32, String) {
        try withTemporaryFolder { folder in
            var content: [String: String] = [:]
            content["/shop/dbt_project.yml"] = project
            content["/shop/profiles.yml"] = profiles?.replacing("FOLDER", with: folder)
            let files = MemoryFileSystem(content)
            let captured = CapturedConsole()
            let sources = FlagSources(
                environment: EnvVars([:]), currentFolder: "/shop", projectFolder: "/shop", profilesFolder: "/shop", arguments: line)
            let flags = try FlagSettling.settle(CommandLineParser.parse(line), sources)
            let reader = ProjectReader(fileSystem: files, folder: "/shop", env: EnvVars([:]), commandLineVars: [:])
            let command = DebugCommand(
                reader: reader, flags: flags, files: files, console: captured.console,
                makeAdapter: { profile throws(WarehouseError) in try Adapters.adapter(for: profile, in: "/shop") })
            let code = try command.run()
            let output = captured.untimed.replacing(folder, with: "FOLDER")
            return (
                code,
                String(
                    output.split(separator: "\n", omittingEmptySubsequences: false).drop {
                        $0.hasPrefix("smelt") || $0.hasPrefix("os info")
                    }.joined(separator: "\n"))
            )
        }
    }

    @Test func allChecksPass() throws {
        let (code, output) = try debug()
        #expect(code == 0)
        #expect(
            output == """
                Using profiles dir at /shop
                Using profiles.yml file at /shop/profiles.yml
                Using dbt_project.yml file at /shop/dbt_project.yml
                adapter type: sqlite
                Configuration:
                  profiles.yml file [OK found and valid]
                  dbt_project.yml file [OK found and valid]
                  profile: shop, target: dev [OK found]
                Connection:
                  database: main
                  schema: main
                  schemas_and_paths: {'main': 'FOLDER/shop.db'}
                  schema_directory: FOLDER
                  Connection test: [OK connection ok]

                All checks passed!

                """)
    }

    @Test func missingFilesAreExplained() throws {
        let (code, output) = try debug(project: nil, profiles: nil)
        #expect(code == 1)
        #expect(
            output.contains(
                "  profiles.yml file [ERROR not found]\n  dbt_project.yml file [ERROR not found]\nConnection test skipped since no profile was found\n2 checks failed:\n"
            ))
        #expect(output.contains("smelt looked for a profiles.yml file in /shop/profiles.yml, but did not find one."))
        #expect(output.contains("make one with smelt init NAME"))
    }

    @Test func aWrongTargetIsShownWhereItStands() throws {
        let (code, output) = try debug(["debug", "--target", "nope"])
        #expect(code == 1)
        #expect(output.contains("  profiles.yml file [ERROR invalid]"))
        #expect(
            output.contains(
                "The profile 'shop' does not have a target named 'nope'. The valid target names for this profile are:\n - dev\n - gone"))
    }

    @Test func anUnknownAdapterIsNamed() throws {
        let (code, output) = try debug(["debug", "-t", "gone"])
        #expect(code == 1)
        #expect(output.contains("Credentials in profile \"shop\", target \"gone\" invalid: Could not find adapter type oracle!"))
        #expect(output.contains("smelt knows the types 'sqlite', 'postgres'"))
    }

    @Test func aBrokenProjectDoesNotStopTheConnectionTest() throws {
        let (code, output) = try debug(project: "nme: shop\nprofile: shop\n")
        #expect(code == 1)
        #expect(output.contains("  dbt_project.yml file [ERROR invalid]"))
        #expect(output.contains("  Connection test: [OK connection ok]"))
        #expect(output.contains("1 check failed:\nProject loading failed for the following reason:\n"))
    }

    @Test func aConnectionThatFailsIsExplained() throws {
        let profiles = """
            shop:
              target: dev
              outputs:
                dev: {type: sqlite, threads: 1, database: main, schema: main, schemas_and_paths: {main: /proc/none/shop.db}, schema_directory: /proc/none}
            """
        let (code, output) = try debug(["debug", "--connection"], profiles: profiles)
        #expect(code == 1, "\(output)")
        #expect(output.contains("Skipping steps before connection verification"))
        #expect(output.contains("  Connection test: [ERROR]"))
        #expect(output.contains("smelt was unable to connect to the specified database."))
    }

    @Test func theFolderOfProfilesIsShownAlone() throws {
        let (code, output) = try debug(["debug", "--config-dir"])
        #expect(code == 0)
        #expect(output == "To view your profiles.yml file, run:\n\nxdg-open /shop\n")
    }
}

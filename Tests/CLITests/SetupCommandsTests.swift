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
    /// Runs `init` with answers; nil for nobody who answers.
    private func initialize(
        _ name: String?, files: MemoryFileSystem = MemoryFileSystem(), answers: [String]? = nil, in project: String? = nil,
        profile: String? = nil, skipsProfile: Bool = false
    ) throws -> (Int32, String) {
        let captured = CapturedConsole()
        let script = Script(answers ?? [])
        let prompts = Prompts(read: { script.next() }, write: { script.asked.append($0) })
        var command = InitCommand(
            name: name, currentFolder: "/home/ada", projectFolder: project, profilesFolder: "/home/ada/.dbt", files: files,
            console: captured.console, prompts: prompts)
        command.profile = profile
        command.skipsProfile = skipsProfile
        let code = try command.run()
        return (code, script.asked.joined() + captured.untimed)
    }

    private final class Script {
        private var answers: [String]
        var asked: [String] = []

        init(_ answers: [String]) { self.answers = answers }

        func next() -> String? { answers.isEmpty ? nil : answers.removeFirst() }
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

    @Test func withoutANameSomebodyHasToAnswer() {
        let error = #expect(throws: Diagnostic.self) { try initialize(nil) }
        #expect(error?.message == "init needs the name of the project to make.")
    }

    private static let postgresAnswers = ["1", "localhost", "", "ada", "secret", "shop", "dev", "x", "4"]

    @Test func itAsksWhatDbtAsks() throws {
        let files = MemoryFileSystem(["/home/ada/.dbt/profiles.yml": "# mine\nother: {target: dev}\n"])
        let (code, output) = try initialize(nil, files: files, answers: ["my-shop", "my_shop"] + Self.postgresAnswers)
        #expect(code == 0)
        #expect(
            output.hasPrefix(
                """
                Enter a name for your project (letters, digits, underscore): Enter a name for your project (letters, digits, underscore): \
                Which database would you like to use?
                [1] postgres
                [2] sqlite

                (Don't see the one you want? https://docs.getdbt.com/docs/available-adapters)

                Enter a number: host (hostname for the instance): port [5432]: user (dev username): pass (dev password): \
                dbname (default database that dbt will build objects in): schema (default schema that dbt will build objects in): \
                threads (1 or more) [1]: Error: 'x' is not a valid integer.
                threads (1 or more) [1]: my-shop is not a valid project name.
                Setting up your profile.
                Profile my_shop written to /home/ada/.dbt/profiles.yml using target's profile_template.yml and your supplied values.
                """), "\(output)")
        #expect(
            String(decoding: try files.read("/home/ada/.dbt/profiles.yml"), as: UTF8.self) == """
                # mine
                other: {target: dev}

                my_shop:
                  outputs:
                    dev:
                      dbname: shop
                      host: localhost
                      pass: secret
                      port: 5432
                      schema: dev
                      threads: 4
                      type: postgres
                      user: ada
                  target: dev

                """)
        #expect(!files.paths.contains("/home/ada/my_shop/profiles.yml"))
    }

    @Test func sqliteNeedsNoFurtherAnswers() throws {
        let files = MemoryFileSystem()
        _ = try initialize("shop", files: files, answers: ["9", "2"])
        #expect(
            String(decoding: try files.read("/home/ada/shop/profiles.yml"), as: UTF8.self)
                == "shop:\n  outputs:\n    dev:\n      path: target/shop.db\n      threads: 1\n      type: sqlite\n  target: dev\n")
    }

    @Test func inAProjectTheProfileAloneIsSetUp() throws {
        let files = MemoryFileSystem([
            "/shop/dbt_project.yml": "name: shop\nprofile: mine\n", "/home/ada/.dbt/profiles.yml": "mine: {target: old}\n",
            "/shop/profile_template.yml":
                "fixed: {type: postgres, target: my_target}\nprompts: {port: {hint: which, type: int, default: 1}, _choose_way: {a: {_fixed_x: 1}, b: {y: {}}}}\n",
        ])
        let (_, kept) = try initialize(nil, files: files, answers: ["n"], in: "/shop")
        #expect(kept.hasPrefix("The profile mine already exists in /home/ada/.dbt/profiles.yml. Continue and overwrite it? [y/N]: "))
        #expect(String(decoding: try files.read("/home/ada/.dbt/profiles.yml"), as: UTF8.self) == "mine: {target: old}\n")
        let (_, output) = try initialize(nil, files: files, answers: ["y", "", "2", "hello"], in: "/shop")
        #expect(output.contains("port (which) [1]: [1] a\n[2] b\nDesired way option (enter a number): y: "), "\(output)")
        #expect(
            String(decoding: try files.read("/home/ada/.dbt/profiles.yml"), as: UTF8.self)
                == "mine:\n  outputs:\n    my_target:\n      port: 1\n      type: postgres\n      y: hello\n  target: my_target\n")
    }

    @Test func aBrokenTemplateIsPassedOver() throws {
        let files = MemoryFileSystem(["/shop/dbt_project.yml": "name: shop\nprofile: mine\n", "/shop/profile_template.yml": "no template"])
        let (_, output) = try initialize(nil, files: files, answers: ["2"], in: "/shop")
        #expect(output.contains("Invalid profile_template.yml in project."))
        #expect(files.paths.contains("/shop/profiles.yml"))
    }

    @Test func aProfileThatExistsIsUsed() throws {
        let files = MemoryFileSystem(["/home/ada/.dbt/profiles.yml": "mine: {target: dev}\n"])
        _ = try initialize("shop", files: files, profile: "mine")
        #expect(String(decoding: try files.read("/home/ada/shop/dbt_project.yml"), as: UTF8.self).contains("\nprofile: mine\n"))
        #expect(!files.paths.contains("/home/ada/shop/profiles.yml"))
        let unknown = #expect(throws: Diagnostic.self) { try initialize("other", files: files, profile: "nobody") }
        #expect(unknown?.message == "Could not find profile named 'nobody'")
        let inside = #expect(throws: Diagnostic.self) { try initialize(nil, files: files, in: "/shop", profile: "mine") }
        #expect(inside?.message == "Can not init existing project with specified profile, edit dbt_project.yml instead")
        #expect(try initialize(nil, files: files, in: "/shop", skipsProfile: true).0 == 0)
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
                reader: reader, flags: flags, files: files, console: captured.console, profilesFolder: "/shop",
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

import Diagnostics
import Formats
import Project
import Testing

@testable import CLI

/// Settles a command line in a project at `/shop`.
private func settle(
    _ line: [String], environment: [String: String] = [:], project: ConfigMap = [:], logPath: String? = nil
) throws -> Flags {
    let sources = FlagSources(
        environment: EnvVars(environment), project: project, projectLogPath: logPath, currentFolder: "/shop", projectFolder: "/shop",
        profilesFolder: "/home/ada/.dbt", arguments: line)
    return try FlagSettling.settle(try CommandLineParser.parse(line), sources)
}

/// The message of a mistake on a command line, with its hint.
private func mistake(_ line: [String], environment: [String: String] = [:]) -> String {
    do {
        try settle(line, environment: environment).checkSupport()
        return "none"
    } catch let error as UsageError {
        return error.message + (error.hint.map { " | " + $0 } ?? "")
    } catch {
        return "\(error)"
    }
}

@Suite struct FlagsTests {
    struct RecordedArguments {
        let line: [String]
        let arguments: ConfigMap

        static func all() throws -> [RecordedArguments] {
            let file = SourceFile(path: "args.json", text: try fixture("args.json"))
            let content = try JSONReader.read(file)
            return try #require(content["cases"]?.list).map {
                RecordedArguments(line: $0["line"]?.list?.compactMap(\.string) ?? [], arguments: $0["args"]?.map ?? [:])
            }
        }
    }

    @Test func argumentsOfResultsAreThoseDBTWrites() throws {
        let cases = try RecordedArguments.all()
        #expect(cases.count == 9)
        for recorded in cases {
            let flags = try settle(recorded.line)
            let written = flags.command == "run-operation" ? flags.operationValues : flags.values
            let name = recorded.line.joined(separator: " ")
            #expect(Set(written.keys) == Set(recorded.arguments.keys), "\(name)")
            for entry in recorded.arguments {
                #expect(written[entry.name] == entry.value, "\(name): \(entry.name)")
            }
        }
    }

    @Test func commandLineWinsOverEnvironmentOverProjectOverDefault() throws {
        let environment = ["DBT_PRINTER_WIDTH": "70", "DBT_ENGINE_INDIRECT_SELECTION": "empty", "DBT_INDIRECT_SELECTION": "cautious"]
        let project: ConfigMap = ["printer_width": 60, "indirect_selection": "buildable", "fail_fast": true, "quiet": true]
        let flags = try settle(["run", "--printer-width", "50"], environment: environment, project: project)
        #expect(flags.int("printer_width") == 50)
        #expect(try settle(["run"], environment: environment, project: project).int("printer_width") == 70)
        #expect(try settle(["run"], project: project).int("printer_width") == 60)
        #expect(try settle(["run"]).int("printer_width") == 80)
        #expect(flags.text("indirect_selection") == "empty")
        #expect(flags.isOn("fail_fast"))
        #expect(!flags.isOn("quiet"), "not a flag that projects may set")
        #expect(flags.isGiven("fail_fast") && !flags.isGiven("log_format"))
    }

    @Test func terminalFlagsLeadThoseOfTheLogFile() throws {
        #expect(try settle(["run"]).text("log_format_file") == "debug")
        #expect(try settle(["run", "--log-format", "json"]).text("log_format_file") == "json")
        #expect(try settle(["run", "--log-format", "json", "--log-format-file", "text"]).text("log_format_file") == "text")
        #expect(try settle(["run"], environment: ["DBT_LOG_LEVEL": "error"]).text("log_level_file") == "error")
        #expect(try !settle(["--no-use-colors", "run"]).isOn("use_colors_file"))
    }

    @Test func logFolderIsBelowTheProjectUnlessGiven() throws {
        #expect(try settle(["run"]).text("log_path") == "/shop/logs")
        #expect(try settle(["run"], logPath: "out/log").text("log_path") == "/shop/out/log")
        #expect(try settle(["run", "--log-path", "here"], logPath: "out/log").text("log_path") == "/shop/here")
    }

    @Test func oldVariablesWinAndAreReported() throws {
        let flags = try settle(["run", "--print"], environment: ["DBT_NO_PRINT": "1", "DBT_DEFER_TO_STATE": "true"])
        #expect(!flags.isOn("print"))
        #expect(flags.isOn("defer"))
        #expect(flags.warnings.map(\.name) == ["EnvironmentVariableRenamed", "EnvironmentVariableRenamed"])
        #expect(try settle(["run", "-m", "orders"]).warnings.map(\.name) == ["ModelParamUsageDeprecation"])
    }

    @Test func behaviourSwitchesComeFromTheProject() throws {
        #expect(try settle(["run"]).isOn("skip_nodes_if_on_run_start_fails"))
        #expect(try !settle(["run"], project: ["skip_nodes_if_on_run_start_fails": false]).isOn("skip_nodes_if_on_run_start_fails"))
        #expect(try settle(["run"]).all["validate_macro_args"] == true)
    }

    @Test func listFlagsTakeAllWordsUpToTheNextFlag() throws {
        let flags = try settle(["build", "--select", "a b", "c+", "--exclude", "d", "-s", "e"])
        #expect(flags.words("select") == ["a", "b", "c+", "e"])
        #expect(flags.words("exclude") == ["d"])
    }

    @Test func aShortNameMeansWhatTheCommandKnows() throws {
        #expect(try settle(["init", "-s", "shop"]).isOn("skip_profile_setup"))
        #expect(try settle(["init", "-s", "shop"]).text("project_name") == "shop")
        #expect(try settle(["ls", "-m", "orders", "-s", "tag:x"]).words("models") == ["orders"])
        let together = try settle(["-dq", "run", "-fx"])
        #expect(together.isOn("debug") && together.isOn("quiet") && together.isOn("full_refresh") && together.isOn("fail_fast"))
    }

    @Test(arguments: [
        (["bogus"], "No such command 'bogus'."),
        (["buld"], "No such command 'buld'. | did you mean 'build'?"),
        (["run", "--fail-fats"], "No such option '--fail-fats'. | did you mean '--fail-fast'?"),
        (["run", "-s"], "Option '-s' requires an argument."),
        (["run", "--threads", "x"], "Invalid value for '--threads': 'x' is not a valid integer."),
        (["run", "--quiet=yes"], "Option '--quiet' does not take a value."),
        (
            ["--indirect-selection", "foo", "run"],
            "Invalid value for '--indirect-selection': 'foo' is not one of 'eager', 'cautious', 'buildable', 'empty'."
        ),
        (["run", "extra"], "Got unexpected extra argument (extra) | to choose nodes, give --select"),
        (["run", "--inline", "select 1"], "No such option '--inline' of 'run'. | it belongs to compile, show"),
        (["run", "--vars", "x"], "Invalid value for '--vars': String 'x' is not valid YAML | give a mapping: --vars '{name: value}'"),
        (
            ["--warn-error", "--warn-error-options", "{error: [NoNodesForSelectionCriteria]}", "run"],
            "warn_error_options: not allowed with argument warn_error | give one of the two"
        ),
        (["compile", "-s", "a", "--inline", "b"], "inline: not allowed with argument select | give one of the two"),
        (["-q", "run", "-q"], "quiet was provided both before and after the subcommand, it can only be set either before or after."),
        (
            ["run", "--use-v2-parser"],
            "Option '--use-v2-parser' is not supported by smelt. smelt has one parser, its own. | leave it out, or give --no-use-v2-parser"
        ),
        (["run", "--no-use-v2-parser"], "none"),
        (["run", "--sample", "2 days"], "none"),
        (["deps", "--add-package", "a/b@1.0"], "none"),
        (["snapshot"], "none"), (["source", "freshness"], "none"),
        (["docs", "serve", "--host", "::1", "--port", "0", "--no-browser", "--target-path", "t"], "none"),
        (["sead"], "No such command 'sead'. | did you mean 'seed'?"),
        (
            ["run", "--event-time-start", "x"],
            "Invalid value for '--event-time-start': 'x' does not match the formats '%Y-%m-%d', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S'."
        ),
        (
            ["run", "--event-time-end", "2024-01-01"],
            "The flag `--event-time-end` was specified, but `--event-time-start` was not. When specifying `--event-time-end`, "
                + "`--event-time-start` must also be present."
        ),
        (
            ["run", "--event-time-end", "2024-01-01", "--event-time-start", "2024-01-01 00:00:00"],
            "Value for `--event-time-start` must be less than `--event-time-end`"
        ),
        (
            ["run", "--warn-error-options", "{error: some}"],
            "Invalid value for '--warn-error-options': error must be one of ('all', '*') or a list of strings"
        ),
    ])
    func mistakesAreExplained(line: [String], expected: String) { #expect(mistake(line) == expected) }

    @Test func mistakesInTheEnvironmentNameTheVariable() {
        #expect(
            mistake(["run"], environment: ["DBT_USE_COLORS": "maybe"])
                == "Invalid value for '--use-colors': 'maybe' is not a valid boolean. | the value comes from the environment variable DBT_USE_COLORS"
        )
    }

    @Test func warningsBecomeErrorsAsTheOptionsSay() throws {
        func verdict(_ options: String, _ name: String, _ code: String = "I061") throws -> WarningPolicy.Verdict {
            try settle(["run", "--warn-error-options", options]).warningPolicy.verdict(name, code: code)
        }
        #expect(try settle(["run"]).warningPolicy.verdict("JinjaLogWarning", code: "I061") == .show)
        #expect(try settle(["run", "--warn-error"]).warningPolicy.verdict("JinjaLogWarning", code: "I061") == .fail)
        #expect(try verdict("{error: all}", "JinjaLogWarning") == .fail)
        #expect(try verdict("{include: all, exclude: [JinjaLogWarning]}", "JinjaLogWarning") == .show)
        #expect(try verdict("{error: [NothingToDo]}", "JinjaLogWarning") == .show)
        #expect(try verdict("{silence: [JinjaLogWarning]}", "JinjaLogWarning") == .silence)
        #expect(try verdict("{error: [Deprecations], warn: [ModelParamUsageDeprecation]}", "ModelParamUsageDeprecation", "D032") == .show)
        #expect(try verdict("{error: [Deprecations]}", "DuplicateYAMLKeysDeprecation", "D024") == .fail)
        #expect(try verdict("{silence: [Deprecations]}", "DuplicateYAMLKeysDeprecation", "D024") == .silence)
    }

    @Test(arguments: commandNames)
    func everyCommandHasHelp(command: String) {
        let text = Ink.removed(from: HelpText(width: 80).command(command))
        #expect(text.contains("Usage: smelt \(command)"))
        #expect(!text.contains(Flag.unsupported))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
        #expect(HelpText.summaries[command] != nil)
    }
}

import Diagnostics

/// A mistake on the command line; the exit code is 2, as dbt's.
struct UsageError: Error, Equatable {
    /// What is wrong, one sentence.
    let message: String
    /// What may have been meant.
    var hint: String?
    /// The command whose line it is; empty where none was read yet.
    var command = ""
}

/// What the command line said, before environment and project flags are looked at.
struct ParsedCommandLine: Sendable {
    /// The command's name with aliases resolved (`ls` for `list`, `docs generate`).
    var command: String
    /// Flags that were written, by name.
    var values: [String: FlagValue] = [:]
    /// Arguments without a dash (`run-operation MACRO`, `init NAME`).
    var arguments: [String] = []
    /// Whether `--help` was asked.
    var wantsHelp = false
    /// Whether `--version` was asked.
    var wantsVersion = false
    /// Whether `--models`, `--model` or `-m` was used, which dbt wants to see no more.
    var usesOldModelFlag = false
}

/// Reads argv by dbt's rules: flags may stand before or behind the command, list flags take all words up to the next flag.
struct CommandLineParser {
    private let arguments: [String]
    private var index = 0
    /// Flags that stand before the command.
    private var early: Set<String> = []

    /// A parser of the arguments behind the program's name.
    init(_ arguments: [String]) { self.arguments = arguments }

    /// Parses the whole line. Throws `UsageError`.
    static func parse(_ arguments: [String]) throws -> ParsedCommandLine {
        var parser = CommandLineParser(arguments)
        var result = ParsedCommandLine(command: "")
        do {
            try parser.parse(into: &result)
        } catch var error as UsageError {
            error.command = result.command
            throw error
        }
        return result
    }

    private mutating func parse(into result: inout ParsedCommandLine) throws {
        while index < arguments.count {
            let word = arguments[index]
            index += 1
            if word == "--" {
                result.arguments += arguments[index...]
                break
            }
            if word.hasPrefix("-"), word.count > 1 {
                try parseFlag(word, into: &result)
            } else if result.command.isEmpty {
                result.command = try commandName(word)
            } else {
                result.arguments.append(word)
            }
        }
        try checkFlags(of: result)
        try checkArguments(of: result)
    }

    /// The command a first word names, together with the second word for `docs` and `source`.
    private mutating func commandName(_ word: String) throws -> String {
        if let alias = commandAliases[word] { return alias }
        if let subcommands = commandGroups[word] {
            guard index < arguments.count, !arguments[index].hasPrefix("-") else {
                throw UsageError(message: "'\(word)' needs a command: \(subcommands.joined(separator: ", ")).")
            }
            let second = arguments[index]
            index += 1
            guard subcommands.contains(second) else { throw unknown(second, among: subcommands, "command '\(word) \(second)'") }
            return commandAliases["\(word) \(second)"] ?? "\(word) \(second)"
        }
        guard commandNames.contains(word) else { throw unknown(word, among: commandNames, "command '\(word)'") }
        return word
    }

    private func unknown(_ word: String, among candidates: [String], _ what: String) -> UsageError {
        UsageError(message: "No such \(what).", hint: DidYouMean.hint(word, among: candidates))
    }

    private mutating func parseFlag(_ word: String, into result: inout ParsedCommandLine) throws {
        switch word {
        case "-h", "--help":
            result.wantsHelp = true
            return
        case "-V", "-v", "--version":
            result.wantsVersion = true
            return
        default: break
        }
        if word.hasPrefix("--") {
            let body = word.dropFirst(2)
            let name = String(body.prefix { $0 != "=" })
            let attached = body.contains("=") ? String(body.drop { $0 != "=" }.dropFirst()) : nil
            try parseLong(name, attached: attached, into: &result)
        } else {
            try parseShort(word.dropFirst(), into: &result)
        }
    }

    private mutating func parseLong(_ name: String, attached: String?, into result: inout ParsedCommandLine) throws {
        let candidates = allFlags.filter { $0.long.contains(name) }
        if let flag = flag(among: candidates, for: result.command) {
            try read(flag, spelling: "--" + name, attached: attached, into: &result)
        } else if name.hasPrefix("no-"),
            let flag = allFlags.first(where: { $0.kind == .toggle && $0.long.contains(String(name.dropFirst(3))) })
        {
            try set(flag, .bool(false), spelling: "--" + name, in: &result)
        } else {
            let spellings = allFlags.filter { !$0.isHidden }.flatMap { flag in
                flag.long + (flag.kind == .toggle ? flag.long.map { "no-" + $0 } : [])
            }
            let hint = DidYouMean.best(name, among: spellings).map { "did you mean '--\($0)'?" }
            throw UsageError(message: "No such option '--\(name)'.", hint: hint)
        }
    }

    private mutating func parseShort(_ letters: Substring, into result: inout ParsedCommandLine) throws {
        var rest = letters
        while let letter = rest.popFirst() {
            let candidates = allFlags.filter { $0.short.contains(letter) }
            guard let flag = flag(among: candidates, for: result.command) else { throw UsageError(message: "No such option '-\(letter)'.") }
            if flag.kind == .toggle || flag.kind == .presence {
                try set(flag, .bool(true), spelling: "-\(letter)", in: &result)
            } else {
                let attached = rest.isEmpty ? nil : String(rest)
                return try read(flag, spelling: "-\(letter)", attached: attached, into: &result)
            }
        }
    }

    /// One spelling may mean different flags of different commands (`-s`): the one the command knows.
    private func flag(among candidates: [Flag], for command: String) -> Flag? {
        candidates.first { $0.commands.contains(command) } ?? candidates.first { $0.commands.isEmpty } ?? candidates.first
    }

    private mutating func read(_ flag: Flag, spelling: String, attached: String?, into result: inout ParsedCommandLine) throws {
        switch flag.kind {
        case .presence, .toggle:
            if attached != nil { throw UsageError(message: "Option '\(spelling)' does not take a value.") }
            try set(flag, .bool(true), spelling: spelling, in: &result)
        case .words, .choices:
            // The first word may hold several, parted by blanks: `--select "a b"`.
            var words = attached.map(Self.split) ?? []
            while index < arguments.count, !arguments[index].hasPrefix("-") {
                words += words.isEmpty ? Self.split(arguments[index]) : [arguments[index]]
                index += 1
            }
            if words.isEmpty { throw UsageError(message: "Option '\(spelling)' requires an argument.") }
            try note(flag, spelling, in: &result)
            let earlier = result.values[flag.name]?.words ?? []
            result.values[flag.name] = try flag.value(words: earlier + words, spelling: spelling)
        default:
            guard let text = attached ?? nextWord() else { throw UsageError(message: "Option '\(spelling)' requires an argument.") }
            try set(flag, try flag.value(text, spelling: spelling), spelling: spelling, in: &result)
        }
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    }

    private mutating func nextWord() -> String? {
        guard index < arguments.count else { return nil }
        index += 1
        return arguments[index - 1]
    }

    private mutating func set(_ flag: Flag, _ value: FlagValue, spelling: String, in result: inout ParsedCommandLine) throws {
        try note(flag, spelling, in: &result)
        result.values[flag.name] = value
    }

    /// Notes where a flag stands: before the command or behind it, but not both.
    private mutating func note(_ flag: Flag, _ spelling: String, in result: inout ParsedCommandLine) throws {
        if ["--models", "--model", "-m"].contains(spelling) { result.usesOldModelFlag = true }
        if result.command.isEmpty {
            early.insert(flag.name)
        } else if early.contains(flag.name) {
            throw UsageError(
                message: "\(flag.name) was provided both before and after the subcommand, it can only be set either before or after.")
        }
    }

    private func checkFlags(of result: ParsedCommandLine) throws {
        guard !result.command.isEmpty, !result.wantsHelp else { return }
        let known = Set(allFlags.filter { $0.applies(to: result.command) }.map(\.name))
        for flag in allFlags where result.values[flag.name] != nil && !known.contains(flag.name) {
            let commands = commandNames.filter { command in allFlags.contains { $0.name == flag.name && $0.commands.contains(command) } }
            throw UsageError(
                message: "No such option '--\(flag.long[0])' of '\(result.command)'.",
                hint: commands.isEmpty ? nil : "it belongs to \(commands.joined(separator: ", "))")
        }
    }

    private func checkArguments(of result: ParsedCommandLine) throws {
        guard !result.wantsHelp else { return }
        let allowed = commandArguments[result.command] == nil ? 0 : 1
        guard result.arguments.count > allowed else { return }
        let extra = result.arguments[allowed...]
        throw UsageError(
            message: "Got unexpected extra argument\(extra.count == 1 ? "" : "s") (\(extra.joined(separator: " ")))",
            hint: allowed == 0 ? "to choose nodes, give --select" : nil)
    }
}

extension Flag {
    /// A value from its text on the command line or in the environment. Throws `UsageError`.
    func value(_ text: String, spelling: String) throws -> FlagValue {
        switch kind {
        case .presence, .toggle:
            switch text.lowercased() {
            case "1", "true", "t", "yes", "y", "on": return .bool(true)
            case "0", "false", "f", "no", "n", "off", "": return .bool(false)
            default:
                throw UsageError(message: "Invalid value for '\(spelling)': '\(text)' is not a valid boolean.", hint: "give true or false")
            }
        case .integer:
            guard let number = Int(text) else {
                throw UsageError(message: "Invalid value for '\(spelling)': '\(text)' is not a valid integer.")
            }
            if spelling == "--threads", number < 1 {
                throw UsageError(message: "Invalid value for '--threads': \(number) is not in the range x>=1.")
            }
            return .int(number)
        case .choice(let words):
            guard let word = words.first(where: { $0 == text.lowercased() }) else {
                throw UsageError(message: "Invalid value for '\(spelling)': '\(text)' is not one of \(Self.listed(words)).")
            }
            return .text(word)
        case .words, .choices: return try value(words: text.split(separator: " ").map(String.init), spelling: spelling)
        case .dateTime:
            guard EventTimes.isValid(text) else {
                throw UsageError(
                    message: "Invalid value for '\(spelling)': '\(text)' does not match the formats '%Y-%m-%d', '%Y-%m-%dT%H:%M:%S', "
                        + "'%Y-%m-%d %H:%M:%S'.")
            }
            return .text(text)
        case .text, .path, .yaml, .sample: return .text(text)
        }
    }

    /// A list value; each word is checked where only some are allowed. Throws `UsageError`.
    func value(words: [String], spelling: String) throws -> FlagValue {
        if case .choices(let allowed) = kind, let wrong = words.first(where: { !allowed.contains($0) }) {
            throw UsageError(message: "Invalid value for '\(spelling)': '\(wrong)' is not one of \(Self.listed(allowed)).")
        }
        return .words(words)
    }

    private static func listed(_ words: [String]) -> String { words.map { "'\($0)'" }.joined(separator: ", ") }
}

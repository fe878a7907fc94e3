import Formats
import Graph

/// One command-line flag: its spellings, its kind, its environment variables and its default.
///
/// The table of all flags (`AllFlags.swift`) is the one source of parsing, `--help`, environment defaults, Jinja's `flags` and the `args` of
/// `run_results.json`.
struct Flag: Sendable {
    /// What kind of value it takes.
    enum Kind: Sendable, Equatable {
        /// Present or absent: `--full-refresh`.
        case presence
        /// `--name` and `--no-name`.
        case toggle
        case text
        case integer
        /// A path, as typed.
        case path
        /// One of a few words.
        case choice([String])
        /// Words up to the next flag, and again: `--select a b --select c`.
        case words
        /// The same, each one of a few words.
        case choices([String])
        /// A YAML mapping.
        case yaml
        /// `2024-01-01`, `2024-01-01 00:00:00` or `2024-01-01T00:00:00`.
        case dateTime
        /// `3 days`, or a YAML mapping with `start` and `end`.
        case sample
    }

    /// The name in Python's form (`full_refresh`): the key in `flags`, `args` and the `flags:` block.
    let name: String
    /// Long spellings without dashes, the first one shown; then short ones of one letter.
    let long: [String]
    /// Short spellings.
    let short: [Character]
    /// What it takes.
    let kind: Kind
    /// Environment variables, the first that is set wins.
    let environment: [String]
    /// Older environment variables, which win over everything where they are set; that of `print` says the opposite.
    let oldEnvironment: [String]
    /// The value when nothing is given: nil, a boolean, number or word.
    let fallback: FlagValue
    /// Commands that know it; empty for all.
    let commands: Set<String>
    /// One line of help.
    let help: String
    /// Whether `--help` leaves it out.
    let isHidden: Bool

    /// The help of flags that are known, so that they can be turned off, but cannot be turned on.
    static let unsupported = "Not supported."

    /// The same with the reason, which is told to who turns it on.
    static func unsupported(_ reason: String) -> String { unsupported + " " + reason }

    /// Why it cannot be turned on; nil where there is no more to say.
    var reason: String? {
        let rest = help.dropFirst(Self.unsupported.count + 1)
        return isSupported || rest.isEmpty ? nil : String(rest)
    }

    /// Whether it may be turned on.
    var isSupported: Bool { !help.hasPrefix(Self.unsupported) }

    /// Whether a command knows it. `ci` knows all that `build` knows.
    func applies(to command: String) -> Bool {
        commands.isEmpty || commands.contains(command) || command == "ci" && commands.contains("build")
    }
}

/// The value of a flag.
enum FlagValue: Sendable, Equatable {
    case none
    case bool(Bool)
    case int(Int)
    case text(String)
    case words([String])
    /// The content of a YAML flag, once settled.
    case map(ConfigMap)
    /// The content of `--sample`, once settled.
    case window(EventTimeWindow)

    /// The boolean, false for anything else.
    var isTrue: Bool { self == .bool(true) }

    /// The text, or nil.
    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    /// The number, or nil.
    var int: Int? {
        if case .int(let number) = self { return number }
        return nil
    }

    /// The mapping; empty for anything else.
    var map: ConfigMap {
        if case .map(let map) = self { return map }
        return ConfigMap()
    }

    /// The value as templates and artifacts show it.
    var configValue: ConfigValue {
        switch self {
        case .none: .null
        case .bool(let isTrue): .bool(isTrue)
        case .int(let number): .int(number)
        case .text(let text): .string(text)
        case .words(let words): .list(words.map(ConfigValue.string))
        case .map(let map): .map(map)
        case .window(let window): .map(["start": .string(window.start.zonedText), "end": .string(window.end.zonedText)])
        }
    }

    /// The words; empty for anything else.
    var words: [String] {
        if case .words(let words) = self { return words }
        return []
    }
}

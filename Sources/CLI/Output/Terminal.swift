import Glibc
import Project

/// What is known of the terminal that the program writes to.
struct Terminal: Sendable {
    /// Whether standard output is a terminal at all.
    var isTerminal = false
    /// Whether it can move its cursor: `TERM` is not `dumb`.
    var movesCursor = false
    /// Whether it shows characters beyond ASCII.
    var showsUnicode = false
    /// Whether colours are unwelcome: `NO_COLOR` is set.
    var refusesColor = false
    /// Whether colours are wanted even where there is no terminal: `FORCE_COLOR` or `CLICOLOR_FORCE` is set.
    var forcesColor = false
    /// Whether a program watches in place of a person: `CI` is set.
    var isContinuousIntegration = false

    /// A place without abilities: a pipe, a file.
    init() {}

    /// What the process's standard output is, seen with an environment.
    init(_ environment: EnvVars) {
        func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty && $0 != "0" } ?? false }
        isTerminal = isatty(1) == 1
        movesCursor = isTerminal && !["dumb", ""].contains(environment["TERM"] ?? "")
        let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
        showsUnicode = locale.lowercased().replacing("-", with: "").contains("utf8")
        refusesColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        forcesColor = isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE")
        isContinuousIntegration = isSet("CI")
    }

    /// Columns and rows as they are now; 80 by 24 where the terminal does not say.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
    }
}

extension ConsoleSettings {
    /// The settings that flags ask for, on a terminal.
    ///
    /// Colours follow `--use-colors` where it is given. Otherwise they are for terminals only, and for those alone that do not refuse them;
    /// dbt colours pipes and files too.
    init(_ flags: Flags, terminal: Terminal) {
        self.init()
        format = LogFormat(flags.text("log_format"), standard: .text)
        fileFormat = LogFormat(flags.text("log_format_file"), standard: .debug)
        let isDebug = flags.isOn("debug")
        if let name = flags.text("log_level"), name != "none" {
            level = flags.isOn("quiet") ? .error : isDebug ? .debug : LogLevel(rawValue: name) ?? .info
        } else {
            level = nil
        }
        if let name = flags.text("log_level_file"), name != "none" {
            fileLevel = isDebug ? .debug : LogLevel(rawValue: name) ?? .debug
        } else {
            fileLevel = nil
        }
        let isDefaultColored = (terminal.isTerminal && terminal.movesCursor || terminal.forcesColor) && !terminal.refusesColor
        isColored = flags.isOn("use_colors") && (flags.isGiven("use_colors") || isDefaultColored)
        fileIsColored = flags.isOn("use_colors_file") && (flags.isGiven("use_colors_file") || flags.isGiven("use_colors"))
        printerWidth = max(0, flags.int("printer_width") ?? 80)
        logFolder = flags.text("log_path")
        logFileMaxBytes = max(0, flags.int("log_file_max_bytes") ?? 10 << 20)
        showsPrint = flags.isOn("print")
    }

    /// Whether a live view suits: a person watches plain text at a terminal that can move its cursor.
    func suitsLiveView(_ terminal: Terminal) -> Bool {
        terminal.isTerminal && terminal.movesCursor && !terminal.isContinuousIntegration && format == .text && level == .info
    }
}

import Diagnostics
import Formats
import Glibc
import Project

extension Console {
    /// The console of an invocation, as its flags and the terminal want it.
    static func make(for invocation: Invocation) -> Console {
        let flags = invocation.flags
        var settings = ConsoleSettings()
        let isDebug = flags.isOn("debug")
        settings.format = LogFormat(flags.text("log_format"), standard: isDebug ? .debug : .text)
        settings.level = isDebug ? .debug : flags.isOn("quiet") ? .error : LogLevel(rawValue: flags.text("log_level") ?? "info")
        settings.isColored = flags.isOn("use_colors") && isatty(1) == 1 && invocation.environment["NO_COLOR"] == nil
        settings.printerWidth = flags.int("printer_width") ?? 80
        settings.fileFormat = LogFormat(flags.text("log_format_file"), standard: .debug)
        settings.fileLevel = LogLevel(rawValue: flags.text("log_level_file") ?? "debug")
        settings.fileIsColored = false
        settings.logFolder = flags.text("log_path")
        settings.logFileMaxBytes = flags.int("log_file_max_bytes") ?? 10 << 20
        settings.showsPrint = flags.isOn("print")
        let line = LogLine(
            invocationID: invocation.id, scrubber: SecretScrubber(invocation.environment.secretValues), extra: ConfigMap(),
            processID: Int(getpid()))
        return Console(settings, line: line, now: invocation.now)
    }
}

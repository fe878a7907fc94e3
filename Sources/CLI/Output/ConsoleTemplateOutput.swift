import Context
import Formats
import Graph
import Jinja

/// Carries what templates say to the console: `log`, `print` and `exceptions.warn`.
struct ConsoleTemplateOutput: TemplateOutput {
    /// What writes.
    let console: Console
    /// What becomes of warnings.
    let policy: WarningPolicy

    func log(_ message: String, info: Bool, node: String?) {
        let data = fields(message, node)
        console.emit(
            info
                ? LogEvent("JinjaLogInfo", "I062", .info, message, data: data)
                : LogEvent("JinjaLogDebug", "I063", .debug, message, data: data))
    }

    func print(_ message: String, node: String?) { console.emit(.output(message)) }

    func warn(_ message: String, node: String?) throws { try warn(message, event: "JinjaLogWarning", code: "I061") }

    func warn(_ message: String, event: String, code: String) throws {
        let text = Ink.warningTag(message)
        switch policy.verdict(event, code: code) {
        case .silence: return
        case .fail: throw JinjaError(.compilation, Ink.removed(from: text))
        case .show: console.emit(LogEvent(event, code, .warn, text, data: ["msg": .string(message)]))
        }
    }

    private func fields(_ message: String, _ node: String?) -> ConfigMap {
        var fields: ConfigMap = ["msg": .string(message)]
        if let node { fields["node_info"] = .map(console.info(of: node)) }
        return fields
    }
}

import Context
import Formats
import Graph
import Jinja

/// Carries what templates say to the console: `log`, `print` and `exceptions.warn`.
struct ConsoleTemplateOutput: TemplateOutput {
    /// What writes.
    let console: Console
    /// What becomes of warnings.
    let gate: WarningGate

    func log(_ message: String, info: Bool, node: String?) {
        let data = fields(message, node)
        console.emit(
            info
                ? LogEvent("JinjaLogInfo", "I062", .info, message, data: data)
                : LogEvent("JinjaLogDebug", "I063", .debug, message, data: data))
    }

    func print(_ message: String, node: String?) { console.emit(.output(message)) }

    func warn(_ warning: TemplateWarning, node: String?) throws {
        let name = WarningName(warning.name, code: warning.code)
        let text =
            name.isCounted
            ? Ink.warningTag("Deprecated functionality\n" + warning.message, event: name.name) : Ink.warningTag(warning.message)
        switch gate.verdict(name) {
        case .silence: return
        case .fail: throw JinjaError(.compilation, Ink.removed(from: text))
        case .show:
            let info = node.flatMap(console.runningInfo)
            console.emit(
                LogEvent(
                    warning.name, warning.code, .warn, text,
                    data: info.map { warning.data.merging(["node_info": .map($0())]) } ?? warning.data))
        }
    }

    func tellBehaviour(_ flag: String) {
        guard gate.isFirst("behaviour " + flag), gate.verdict(WarningName("BehaviorChangeEvent", code: "D000")) != .silence else { return }
        let description = "The behavior controlled by `\(flag)` is currently turned off."
        let text =
            description + "\nYou may opt into the new behavior sooner by setting `flags.\(flag)` to `True` in `dbt_project.yml`."
        console.emit(
            LogEvent(
                "BehaviorChangeEvent", "D000", .warn, Ink.warningTag(text),
                data: ["description": .string(description), "docs_url": "", "flag_name": .string(flag), "flag_source": "adapter"]))
    }

    private func fields(_ message: String, _ node: String?) -> ConfigMap {
        var fields: ConfigMap = ["msg": .string(message)]
        if let info = node.flatMap(console.runningInfo) { fields["node_info"] = .map(info()) }
        return fields
    }
}

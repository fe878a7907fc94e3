import Diagnostics
import Formats
extension ConfigRenderer {
    func evaluate(_ text: String, at span: SourceSpan?) throws(ConfigRenderError) -> ConfigValue {
        throw ConfigRenderError(id: "config-rendering", message: text, isCompilation: true)
    }
}

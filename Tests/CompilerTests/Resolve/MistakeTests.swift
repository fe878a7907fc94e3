import Diagnostics
import Foundation
import Testing

/// Every mistake of a project is told with its place, the line and what to do; all mistakes of a project in one run.
@Suite struct MistakeTests {
    @Test(arguments: try ProjectText.cases(in: "mistakes"))
    func tellsMistakes(_ project: ProjectText) throws {
        let resolved = project.resolve()
        let rendering = TerminalRendering(width: 200)
        let actual = resolved.diagnostics.map { rendering.render($0).trimmingCharacters(in: .newlines) }.joined(separator: "\n\n")
        if try project.update(actual) { return }
        #expect(actual == project.expected)
    }
}

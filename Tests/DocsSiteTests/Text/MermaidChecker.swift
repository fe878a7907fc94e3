import Foundation
import Testing

/// The part of Mermaid's language that smelt writes, line by line.
enum MermaidChecker {
    /// The diagrams of a page.
    static func diagrams(in page: String) -> [String] {
        page.matches(of: /(?m)^```mermaid\n((?:.*\n)*?)^```$/).map { String($0.1) }
    }

    /// Records what of a diagram is not as Mermaid reads it.
    static func check(_ diagram: String, _ page: String) {
        let lines = diagram.split(separator: "\n").map(String.init)
        switch lines.first {
        case "flowchart LR": checkFlowchart(lines.dropFirst(), page)
        case "erDiagram": checkEntities(lines.dropFirst(), page)
        default: Issue.record("\(page): no diagram starts so: \(lines.first ?? "")")
        }
    }

    /// A label holds letters, harmless signs and numbers of characters.
    private static func checkFlowchart(_ lines: ArraySlice<String>, _ page: String) {
        let label = #""(?:[^"\\<>&#;%`\[\]{}|]|#\d+;)*""#
        let box = #" +n\d+(?:\[label\]|\[\(label\)\]|\[/label/\]|\[\[label\]\]|\(\[label\]\)|\{\{label\}\})"#
        let forms = [box, #" +subgraph g\d+\[label\]"#, " +end", #" +n\d+ -->(?:\|label\|)? n\d+"#, #" +style n\d+ stroke-width:3px"#]
        var open = 0
        for line in lines {
            #expect(forms.contains { matches(line, $0.replacingOccurrences(of: "label", with: label)) }, "\(page): \(line)")
            open += line.contains("subgraph g") ? 1 : line.trimmingCharacters(in: .whitespaces) == "end" ? -1 : 0
        }
        #expect(open == 0, "\(page)")
    }

    private static let reserved: Set = ["style", "class", "classDef", "subgraph", "end", "one", "many", "to", "title", "direction"]

    private static func checkEntities(_ lines: ArraySlice<String>, _ page: String) {
        let name = ##"(?:[A-Za-z_][A-Za-z0-9_]*|"[^"%\\#;<>&`\s]+")"##
        let word = #"[A-Za-z_\u00C0-\uFFFF][A-Za-z0-9_()\[\]\u00C0-\uFFFF]*"#
        let relation = ##" +name [|}]o--(?:\|\||o\|) name : "[^"%\\#;<>&`]+""##
        let attribute = #" {8}(word) (word)(?: (?:PK|FK|UK)(?:, (?:FK|UK))*)?(?: "[^"%#]+")?"#
        let forms = [" {4}name(?: \\{)?", " {4}\\}", relation, attribute]
        for line in lines {
            let form = forms.first {
                matches(line, $0.replacingOccurrences(of: "name", with: name).replacingOccurrences(of: "word", with: word))
            }
            #expect(form != nil, "\(page): \(line)")
            let words = line.split(separator: " ").map(String.init)
            if form == attribute {
                for word in words.prefix(2) { #expect(!matches(word.lowercased(), #"(?:pk|fk|uk)(?:\W.*)?"#), "\(page): \(line)") }
            } else if let first = words.first {
                #expect(!reserved.contains(first), "\(page): \(line)")
            }
        }
    }

    private static func matches(_ text: String, _ form: String) -> Bool {
        text.range(of: "^(?:\(form))$", options: .regularExpression) != nil
    }
}

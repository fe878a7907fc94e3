/// A graph from left to right as Mermaid draws it. Nodes have ids of its own, so that no name can mean anything to Mermaid.
struct MermaidGraph {
    /// What a box looks like.
    enum Shape {
        case box, table, sheet, history, round, six

        fileprivate var marks: (String, String) {
            switch self {
            case .box: ("[", "]")
            case .table: ("[(", ")]")
            case .sheet: ("[/", "/]")
            case .history: ("[[", "]]")
            case .round: ("([", "])")
            case .six: ("{{", "}}")
            }
        }
    }

    private var numbers: [String: Int] = [:]
    private var boxes: [String] = []
    private var groups: [(name: String?, boxes: [Int])] = []
    private var lines: [String] = []
    private var here: Int?

    /// How many boxes it has.
    var count: Int { boxes.count }

    /// Adds a box once. Boxes of a group stand together; `isHere` says that the page is about this one.
    mutating func add(_ key: String, _ label: String, _ shape: Shape = .box, group: String? = nil, isHere: Bool = false) {
        guard numbers[key] == nil else { return }
        let number = boxes.count
        numbers[key] = number
        boxes.append("n\(number)\(shape.marks.0)\"\(Self.escaped(label))\"\(shape.marks.1)")
        if isHere { here = number }
        if let index = groups.firstIndex(where: { $0.name == group }) {
            groups[index].boxes.append(number)
        } else {
            groups.append((group, [number]))
        }
    }

    /// Adds an arrow between two boxes that are there.
    mutating func connect(_ from: String, _ to: String, label: String = "") {
        guard let from = numbers[from], let to = numbers[to] else { return }
        lines.append("    n\(from) -->\(label.isEmpty ? "" : "|\"\(Self.escaped(label))\"|") n\(to)\n")
    }

    /// The graph as text; empty without boxes.
    var text: String {
        guard !boxes.isEmpty else { return "" }
        var text = "flowchart LR\n"
        for (index, group) in groups.enumerated() {
            guard let name = group.name else {
                for number in group.boxes { text += "    \(boxes[number])\n" }
                continue
            }
            text += "    subgraph g\(index)[\"\(Self.escaped(name))\"]\n"
            for number in group.boxes { text += "        \(boxes[number])\n" }
            text += "    end\n"
        }
        text += lines.joined()
        if let here { text += "    style n\(here) stroke-width:3px\n" }
        return text
    }

    /// A text between quotation marks: what Mermaid or HTML would read becomes an entity of Mermaid's.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in PageText.oneLine(text).unicodeScalars {
            if scalar.isASCII, !" _-.,:()/+=".unicodeScalars.contains(scalar),
                !PageText.isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value))
            {
                result += "#\(scalar.value);"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

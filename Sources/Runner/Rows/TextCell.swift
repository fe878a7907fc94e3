import Jinja

/// A value of a table whose rows are compared as texts.
struct TextCell: Equatable {
    /// The value as Python's `str` prints it; nil for None.
    let text: String?
    /// How the value is shown in a row that was added or removed: booleans in lower case, None as `null`, numbers with a point and dates as
    /// Python's `repr` prints them. That is how dbt shows them.
    let shown: String

    /// What two cells are compared by: None equals the word.
    var compared: String { text ?? "None" }

    static func == (left: TextCell, right: TextCell) -> Bool { left.compared == right.compared }
}

extension TextCell {
    /// A value.
    init(_ value: Value) throws {
        switch value {
        case .none:
            text = nil
            shown = "null"
        case .bool(let flag):
            text = try value.str()
            shown = flag ? "true" : "false"
        case .object:
            text = try value.str()
            shown = try value.repr()
        default:
            text = try value.str()
            shown = try value.str()
        }
    }

    /// A column's name.
    init(_ name: String) {
        text = name
        shown = name
    }
}

import Glibc

/// Questions on the terminal, and answers from standard input: a person's, or those of a program line by line.
final class Prompts {
    /// What kind of value a question asks for.
    enum Kind: String {
        case string, int, float, bool
    }

    /// There is nobody to answer: standard input is at its end.
    struct Unanswered: Error {}

    private let read: () -> String?
    private let write: (String) -> Void
    private var ahead: String?

    /// Questions that are asked through functions; `read` gives a line without its end, nil at the end of input.
    init(read: @escaping () -> String?, write: @escaping (String) -> Void) {
        self.read = read
        self.write = write
    }

    /// The process's own input and output.
    static func standard() -> Prompts {
        Prompts(read: { readLine(strippingNewline: true) }, write: { Console.Streams.standard.out(Array($0.utf8)) })
    }

    /// Whether anybody is there to answer: a terminal, or input that is not at its end.
    var isAnswered: Bool {
        if ahead != nil || isatty(0) == 1 { return true }
        ahead = read()
        return ahead != nil
    }

    /// Asks for a value until one of the right kind comes; an empty answer is the default, where there is one. Throws `Unanswered`.
    func ask(_ text: String, default fallback: String? = nil, kind: Kind = .string, isHidden: Bool = false) throws(Unanswered) -> String {
        while true {
            write(text + (fallback.map { " [\($0)]" } ?? "") + ": ")
            guard let line = isHidden ? hiddenLine() : line() else { throw Unanswered() }
            let answer = line.isEmpty ? fallback ?? "" : line
            if answer.isEmpty { continue }
            if Self.isValid(answer, kind) { return answer }
            write("Error: '\(answer)' is not a valid \(kind == .int ? "integer" : kind == .bool ? "boolean" : kind.rawValue).\n")
        }
    }

    /// Asks yes or no; an empty answer is no. Throws `Unanswered`.
    func confirm(_ text: String) throws(Unanswered) -> Bool {
        while true {
            write(text + " [y/N]: ")
            guard let line = line() else { throw Unanswered() }
            switch line.lowercased() {
            case "y", "yes": return true
            case "", "n", "no": return false
            default: write("Error: invalid input\n")
            }
        }
    }

    private static func isValid(_ text: String, _ kind: Kind) -> Bool {
        switch kind {
        case .string: true
        case .int: Int(text) != nil
        case .float: Double(text) != nil
        case .bool: ["1", "true", "t", "yes", "y", "on", "0", "false", "f", "no", "n", "off"].contains(text.lowercased())
        }
    }

    private func line() -> String? {
        if let kept = ahead {
            ahead = nil
            return kept
        }
        return read()
    }

    /// A line that the terminal does not show.
    private func hiddenLine() -> String? {
        var settings = termios()
        guard isatty(0) == 1, tcgetattr(0, &settings) == 0 else { return line() }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSANOW, &silent)
        defer {
            tcsetattr(0, TCSANOW, &settings)
            write("\n")
        }
        return line()
    }
}

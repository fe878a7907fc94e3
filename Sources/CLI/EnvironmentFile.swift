import Files
import Glibc

/// `.env`: variables for the environment, from the nearest such file at or above the current folder. What the environment has already stays.
enum EnvironmentFile {
    /// Puts the file's variables into the environment of the process, where programs that smelt starts find them too. Without a file nothing happens;
    /// lines that cannot be understood are passed over.
    ///
    /// Call it before any other thread begins.
    static func load(from folder: String, on files: any FileSystem) {
        guard let path = nearest(folder, files), let bytes = try? files.read(path) else { return }
        for (name, value) in variables(in: String(decoding: bytes, as: UTF8.self), environment: Process.environment()) {
            setenv(name, value, 0)
        }
    }

    private static func nearest(_ folder: String, _ files: any FileSystem) -> String? {
        let path = FilePath.join(folder, ".env")
        if files.isFile(path) { return path }
        return folder == "/" || folder.isEmpty || folder == "." ? nil : nearest(FilePath.folder(folder), files)
    }

    /// The variables of a text, in order. `${NAME}` and `${NAME:-default}` in a value stand for variables of the environment or from above.
    static func variables(in text: String, environment: [String: String]) -> [(name: String, value: String)] {
        var reading = Reading(text)
        var known = environment
        var found: [(String, String)] = []
        while let (name, written) = reading.next() {
            guard let value = written.map({ expanded($0, known) }) else { continue }
            if environment[name] == nil { known[name] = value }
            found.append((name, value))
        }
        return found
    }

    private static func expanded(_ text: String, _ known: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            result += rest[..<start.lowerBound]
            let inner = rest[start.upperBound..<end]
            if let mark = inner.firstRange(of: ":-") {
                result += known[String(inner[..<mark.lowerBound])] ?? String(inner[mark.upperBound...])
            } else {
                result += known[String(inner)] ?? ""
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// The reading of one file: `NAME=value`, `export NAME='value'`, quoted values over several lines, comments.
    private struct Reading {
        private var rest: Substring

        init(_ text: String) { rest = Substring(text.replacing("\r\n", with: "\n")) }

        /// The next variable; its value is nil where only a name stands there.
        mutating func next() -> (String, String?)? {
            while !rest.isEmpty {
                rest = rest.drop(while: \.isWhitespace)
                if rest.first == "#" {
                    skipLine()
                    continue
                }
                if let found = binding() { return found }
                skipLine()
            }
            return nil
        }

        private mutating func binding() -> (String, String?)? {
            if rest.hasPrefix("export "), rest.dropFirst(7).contains(where: { !$0.isWhitespace }) {
                rest = rest.dropFirst(7).drop { $0 == " " || $0 == "\t" }
            }
            let name = rest.prefix { $0 != "=" && $0 != "#" && !$0.isWhitespace }
            guard !name.isEmpty else { return nil }
            rest = rest.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }
            guard rest.first == "=" else { return (String(name), nil) }
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            return (String(name), value())
        }

        private mutating func value() -> String {
            if let quote = rest.first, quote == "'" || quote == "\"", let text = quoted(quote) {
                skipLine()
                return text
            }
            var line = rest.prefix { $0 != "\n" }
            rest = rest.dropFirst(line.count)
            if let comment = line.firstRange(of: " #") { line = line[..<comment.lowerBound] }
            while line.last?.isWhitespace == true { line.removeLast() }
            return String(line)
        }

        /// A value in quotation marks; nil where the closing one is missing.
        private mutating func quoted(_ quote: Character) -> String? {
            var text = ""
            var ahead = rest.dropFirst()
            while let character = ahead.popFirst() {
                if character == quote {
                    rest = ahead
                    return text
                }
                guard character == "\\", let escaped = ahead.popFirst() else {
                    text.append(character)
                    continue
                }
                text += Self.unescaped(escaped, in: quote)
            }
            return nil
        }

        private static func unescaped(_ character: Character, in quote: Character) -> String {
            if character == "\\" || character == "'" { return String(character) }
            guard quote == "\"" else { return "\\" + String(character) }
            switch character {
            case "\"": return "\""
            case "n": return "\n"
            case "t": return "\t"
            case "r": return "\r"
            case "a": return "\u{07}"
            case "b": return "\u{08}"
            case "f": return "\u{0C}"
            case "v": return "\u{0B}"
            default: return "\\" + String(character)
            }
        }

        private mutating func skipLine() {
            rest = rest.drop { $0 != "\n" }
            rest = rest.dropFirst()
        }
    }
}

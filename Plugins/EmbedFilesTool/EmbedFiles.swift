import Foundation

/// `EmbedFiles FOLDER OUTPUT`: writes every text file below FOLDER into one Swift source, sorted by path.
///
/// The output declares `embeddedFiles`, pairs of relative path and text.
@main
struct EmbedFiles {
    static func main() throws {
        let folder = URL(fileURLWithPath: CommandLine.arguments[1]).standardizedFileURL
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        var entries: [(path: String, text: String)] = []
        while let url = found?.nextObject() as? URL {
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            let path = String(url.standardizedFileURL.path.dropFirst(folder.path.count + 1))
            if path.split(separator: "/").last?.hasPrefix(".") == true { continue }
            entries.append((path, try String(contentsOf: url, encoding: .utf8)))
        }
        entries.sort { $0.path < $1.path }
        var out = "/// Files embedded at build time: (path below the folder, text), sorted by path.\n"
        out += "let embeddedFiles: [(path: StaticString, text: StaticString)] = [\n"
        for entry in entries {
            out += "    (\(literal(entry.path)), \(literal(entry.text))),\n"
        }
        out += "]\n"
        let output = URL(fileURLWithPath: CommandLine.arguments[2])
        if (try? String(contentsOf: output, encoding: .utf8)) != out {
            try out.write(to: output, atomically: true, encoding: .utf8)
        }
    }

    /// One Swift string literal on one line: line breaks, quotes and backslashes are escaped.
    static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

import Files
import Formats

/// Puts a page together from the files of `site/` and the data.
struct SitePage {
    /// Where the scripts and style sheets of a page are.
    enum Assets {
        /// In the page.
        case inside
        /// In files of the folder `site` of this folder.
        case files(root: String)
    }

    /// The text between `<title>` and its end.
    var title: String
    /// The data elements: id and JSON.
    var data: [(id: String, json: [UInt8])]
    /// Where scripts and styles are.
    var assets = Assets.inside

    /// The text of a file of `site/`; empty for one that is not there.
    static func text(of name: String) -> String { embeddedFiles.first { "\($0.path)" == name }.map { "\($0.text)" } ?? "" }

    /// The page.
    func bytes() -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(data.reduce(200_000) { $0 + $1.json.count })
        for line in Self.text(of: "index.html").split(separator: "\n", omittingEmptySubsequences: false) {
            switch line.drop(while: { $0 == " " }) {
            case "<!-- policy -->": result += policyElement.utf8
            case "<!-- title -->": result += "<title>\(Self.escaped(title))</title>".utf8
            case "<!-- styles -->": result += styleElements.utf8
            case "<!-- data -->": appendData(to: &result)
            case "<!-- scripts -->": result += scriptElements.utf8
            default: result += line.utf8
            }
            result.append(UInt8(ascii: "\n"))
        }
        return result
    }

    /// Nothing but what stands in the page may run or be shown, and no text can become markup.
    private var policyElement: String {
        let policy = [
            "default-src 'none'", "script-src \(sources(SiteScripts.order))", "style-src \(sources(SiteScripts.styles))", "img-src data:",
            "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
        ]
        return #"<meta http-equiv="Content-Security-Policy" content="\#(policy.joined(separator: "; "))">"#
    }

    private func sources(_ names: [String]) -> String {
        guard case .inside = assets else { return "'self'" }
        return names.map { name in "'sha256-\(Base64.text(of: SHA256.digest(of: Self.content(name).utf8)))'" }.joined(separator: " ")
    }

    /// What stands between the tags of a script or style element.
    private static func content(_ name: String) -> String { "\n" + text(of: name) }

    private var styleElements: String {
        SiteScripts.styles.map { name in
            switch assets {
            case .inside: "<style>\(Self.content(name))</style>"
            case .files(let root): #"<link rel="stylesheet" href="\#(root)site/\#(name)">"#
            }
        }.joined(separator: "\n")
    }

    private var scriptElements: String {
        SiteScripts.order.map { name in
            switch assets {
            case .inside: "<script>\(Self.content(name))</script>"
            case .files(let root): #"<script src="\#(root)site/\#(name)"></script>"#
            }
        }.joined(separator: "\n")
    }

    private func appendData(to result: inout [UInt8]) {
        for (id, json) in data {
            result += #"<script type="application/json" id="\#(id)">"#.utf8
            result += json
            result += "</script>\n".utf8
        }
    }

    /// A text as HTML shows it.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}

/// Where the files of the repository can be looked at.
public struct SourceLinks: Sendable, Equatable {
    /// What stands before a path, a slash at its end; empty for links beside the report.
    private let start: String

    /// Links to files beside the report, whose folder is some way below the repository's: `../../`.
    public init(wayUp: String = "") { start = wayUp }

    /// Links to the service that runs this, on the web: GitHub's and GitLab's variables name the repository and the commit. Nil elsewhere.
    public init?(environment: (String) -> String?) {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let server = value("GITHUB_SERVER_URL"), let repository = value("GITHUB_REPOSITORY"), let commit = value("GITHUB_SHA") {
            start = "\(server)/\(repository)/blob/\(commit)/"
        } else if let project = value("CI_PROJECT_URL"), let commit = value("CI_COMMIT_SHA") {
            start = "\(project)/-/blob/\(commit)/"
        } else {
            return nil
        }
    }

    /// The address of a place.
    func address(of place: Report.Place) -> String { start + Self.escaped(place.path) + "#L\(place.line)" }

    /// A path as part of an address: bytes that have a meaning there, or none, as `%20`.
    static func escaped(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var text = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
        return text
    }
}

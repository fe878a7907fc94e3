import Project
import Programs

/// The browser of the person: what `BROWSER` names, else what the system opens addresses with.
struct Browser {
    private let programs: [[String]]

    /// The browsers to try: those in `BROWSER`, several with colons between them, each with its arguments and `%s` for the address.
    init(_ environment: EnvVars) {
        let named = (environment["BROWSER"] ?? "").split(separator: ":").map { $0.split(separator: " ").map(String.init) }
        programs = named.filter { !$0.isEmpty } + [["xdg-open"], ["open"], ["wslview"]]
    }

    /// How long a browser that cannot start has to say so, in seconds.
    private static let patience = 2.0

    /// Lets a browser show an address; false where none could be started. No shell reads the address.
    func open(_ address: String) -> Bool {
        programs.contains { words in
            var arguments = words.dropFirst().map { $0.replacing("%s", with: address) }
            if !words.contains(where: { $0.contains("%s") }) { arguments.append(address) }
            do throws(ExternalProgram.StartError) {
                // One that is still there shows the page.
                return try ExternalProgram(name: words[0]).start(arguments, waiting: Self.patience) ?? 0 == 0
            } catch {
                return false
            }
        }
    }

    /// The address of a file, by its absolute path.
    static func address(ofFile path: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var result = Array("file://".utf8)
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

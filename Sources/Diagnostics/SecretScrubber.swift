/// Hides the values of secrets (`DBT_ENV_SECRET_…`) in text that is printed or stored.
public struct SecretScrubber: Sendable {
    /// What stands in the place of a secret, as in dbt.
    public static let mask = "*****"
    /// Hides nothing.
    public static let none = SecretScrubber([])

    /// The secrets as bytes, longest first, so that one that contains another is hidden as a whole.
    private let secrets: [[UInt8]]

    /// Secrets of fewer bytes are not hidden: they would blot out half of every message and say little.
    private static let shortest = 3

    /// A scrubber of these secrets; blank ones and very short ones are left out.
    public init(_ secrets: some Sequence<String>) {
        let bytes = Set(secrets.map { Array($0.utf8) }).filter { secret in
            secret.count >= Self.shortest && secret.contains { $0 > 0x20 }
        }
        self.secrets = bytes.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    }

    /// A scrubber of secrets and of the passwords of a profile. A password that is a short or plain word (`dbt`, `postgres`) is not hidden:
    /// that would hide the word wherever it stands, in names and listings too.
    public init(_ secrets: [String], passwords: [String]) {
        self.init(secrets + passwords.filter { !Self.isWord($0) })
    }

    private static func isWord(_ password: String) -> Bool {
        password.utf8.count < 6 || password.utf8.allSatisfy { ("a"..."z").contains(Character(UnicodeScalar($0 | 0x20))) || $0 == 0x5F }
    }

    /// The text with every secret replaced by `*****`.
    public func scrub(_ text: String) -> String {
        guard !secrets.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let found = ranges(in: bytes)
        return found.isEmpty ? text : String(decoding: Self.replace(found, in: bytes), as: UTF8.self)
    }

    /// Where secrets stand in a text, in order and apart from each other.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        guard !secrets.isEmpty else { return [] }
        var found: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            if let secret = secrets.first(where: { bytes[index...].starts(with: $0) }) {
                found.append(index..<(index + secret.count))
                index += secret.count
            } else {
                index += 1
            }
        }
        return found
    }

    /// The bytes with each range replaced by the mask.
    static func replace(_ ranges: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        for range in ranges {
            result += bytes[start..<range.lowerBound]
            result += Array(mask.utf8)
            start = range.upperBound
        }
        return result + bytes[start...]
    }
}

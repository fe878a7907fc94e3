/// The path that a request asks for, taken apart.
enum RequestPath {
    /// The parts of a request's target between its slashes, percent signs decoded once; the part behind a slash at the end is empty. Nil for a
    /// target that is no path, and for one that hides something: a slash, a backslash or a control character in a part, `..`, a name that begins with a dot.
    static func parts(of target: String) -> [String]? {
        guard target.utf8.first == UInt8(ascii: "/"), target.utf8.count <= 4096 else { return nil }
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }.dropFirst()
        var parts: [String] = []
        for part in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let bytes = decoded(part), let text = String(validating: bytes, as: UTF8.self), isHarmless(bytes) else { return nil }
            parts.append(text)
        }
        return parts
    }

    private static func isHarmless(_ bytes: [UInt8]) -> Bool {
        bytes.first != UInt8(ascii: ".")
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }

    /// The bytes with `%41` as `A`; nil where a percent sign has no two digits behind it.
    private static func decoded(_ bytes: Substring.UTF8View.SubSequence) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

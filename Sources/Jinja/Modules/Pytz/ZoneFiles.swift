import Glibc

/// The system's time zone files. The one place of the template language that reads the disk: zones are data of the system, as the clock is.
enum ZoneFiles {
    private static let folder = "/usr/share/zoneinfo/"

    /// The bytes of a zone's file, or nil where there is no such zone.
    static func zone(_ name: String) -> [UInt8]? {
        guard isName(name), let bytes = read(name), bytes.starts(with: "TZif".utf8) else { return nil }
        return bytes
    }

    /// Whether a text could name a zone: words of letters, digits and `_+-`, separated by slashes.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.unicodeScalars.allSatisfy { scalar in
                    CharacterClass.isASCIILetter(scalar) || CharacterClass.isASCIIDigit(scalar) || "_+-".unicodeScalars.contains(scalar)
                }
        }
    }

    /// The names of all zones, in order.
    static func names() -> [String] {
        var names: [String] = []
        for line in lines("tzdata.zi") {
            let fields = line.split(separator: " ")
            if fields.first == "Z", fields.count > 1 { names.append(String(fields[1])) }
            if fields.first == "L", fields.count > 2 { names.append(String(fields[2])) }
        }
        if names.isEmpty { names = countries().map(\.zone) + ["UTC"] }
        return names.filter { $0 != "Factory" }.sorted { orderOfText($0, $1) < 0 }
    }

    /// The zones of countries by their two-letter codes, in the file's order.
    static func countries() -> [(code: String, zone: String)] {
        lines("zone.tab").compactMap { line in
            let fields = line.split(separator: "\t")
            return line.hasPrefix("#") || fields.count < 3 ? nil : (String(fields[0]), String(fields[2]))
        }
    }

    /// The names of countries by their two-letter codes.
    static func countryNames() -> [(code: String, name: String)] {
        lines("iso3166.tab").compactMap { line in
            let fields = line.split(separator: "\t")
            return line.hasPrefix("#") || fields.count < 2 ? nil : (String(fields[0]), String(fields[1]))
        }
    }

    private static func lines(_ name: String) -> [Substring] {
        String(decoding: read(name) ?? [], as: UTF8.self).split(separator: "\n")
    }

    private static func read(_ name: String) -> [UInt8]? {
        let descriptor = open(folder + name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < 1 << 22 {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 { return nil }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}

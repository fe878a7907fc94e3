/// The checksum of a file as dbt 1.12 writes it into its artifacts: a name and a text.
public struct ContentHash: Sendable, Equatable {
    /// How the checksum was made: `sha256`, `path` or `none`.
    public let name: String
    /// The checksum itself.
    public let checksum: String

    /// A checksum from its parts.
    public init(name: String, checksum: String) {
        self.name = name
        self.checksum = checksum
    }

    /// No checksum: generic tests, unit tests.
    public static let none = ContentHash(name: "none", checksum: "")

    /// The path in the place of a checksum: seeds larger than `--maximum-seed-size-mib`.
    public static func path(_ path: String) -> ContentHash { ContentHash(name: "path", checksum: path) }

    /// The SHA-256 of a text as it is.
    public static func contents(_ text: String) -> ContentHash { contents(Array(text.utf8)) }

    /// The SHA-256 of bytes as they are.
    public static func contents(_ bytes: [UInt8]) -> ContentHash { ContentHash(name: "sha256", checksum: SHA256.hex(of: bytes)) }

    /// The checksum of a project file (model, macro, YAML, …): every run of white space counts as one space, none at the ends, so that
    /// formatting does not change it.
    public static func source(_ bytes: [UInt8]) -> ContentHash {
        var compact: [UInt8] = []
        compact.reserveCapacity(bytes.count)
        var isPending = false
        var index = 0
        while index < bytes.count {
            let space = WhiteSpace.length(bytes, at: index)
            if space > 0 {
                isPending = !compact.isEmpty
                index += space
                continue
            }
            if isPending { compact.append(0x20) }
            isPending = false
            compact.append(bytes[index])
            index += 1
        }
        return contents(compact)
    }

    /// The checksum of a seed: line breaks count as `\n`, white space at the start and the end of the file does not count.
    ///
    /// The file is read piece by piece. dbt looks at the first and the last 2²⁰ characters alone when it drops white space, and so does this.
    public static func seed(_ source: any FileSource) throws(FileError) -> ContentHash {
        var chunks = SeedChunks(source)
        var hash = SHA256()
        var chunk = WhiteSpace.trimmedStart(try chunks.next())
        while !chunk.isEmpty {
            let next = try chunks.next()
            hash.update(next.isEmpty ? WhiteSpace.trimmedEnd(chunk) : chunk)
            chunk = next
        }
        return ContentHash(name: "sha256", checksum: hash.finish())
    }
}

/// A file in pieces of 2²⁰ characters with line breaks turned into `\n`, as Python reads text.
private struct SeedChunks {
    private static let size = 1 << 20
    private let source: any FileSource
    private var rest: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    init(_ source: any FileSource) { self.source = source }

    mutating func next() throws(FileError) -> [UInt8] {
        var chunk: [UInt8] = []
        var characters = 0
        while let byte = try peek() {
            if byte & 0xC0 != 0x80 {
                if characters == Self.size { break }
                characters += 1
            }
            position += 1
            guard byte == 0x0D else {
                chunk.append(byte)
                continue
            }
            chunk.append(0x0A)
            if try peek() == 0x0A { position += 1 }
        }
        return chunk
    }

    private mutating func peek() throws(FileError) -> UInt8? {
        if position == rest.count, !isAtEnd {
            rest = try source.read(upTo: 1 << 16)
            position = 0
            isAtEnd = rest.isEmpty
        }
        return position < rest.count ? rest[position] : nil
    }
}

/// White space as Python's `str.split` and `str.strip` know it.
enum WhiteSpace {
    /// The number of bytes of the white space character at an index; 0 where there is none.
    static func length(_ bytes: [UInt8], at index: Int) -> Int {
        let byte = bytes[index]
        switch byte {
        case 0x20, 0x09...0x0D, 0x1C...0x1F: return 1
        case 0xC2, 0xE1, 0xE2, 0xE3: break
        default: return 0
        }
        guard index + 1 < bytes.count else { return 0 }
        if byte == 0xC2 { return bytes[index + 1] == 0x85 || bytes[index + 1] == 0xA0 ? 2 : 0 }
        guard index + 2 < bytes.count else { return 0 }
        switch (byte, bytes[index + 1], bytes[index + 2]) {
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F),
            (0xE3, 0x80, 0x80):
            return 3
        default: return 0
        }
    }

    static func trimmedStart(_ bytes: [UInt8]) -> [UInt8] {
        var index = 0
        while index < bytes.count {
            let space = length(bytes, at: index)
            if space == 0 { break }
            index += space
        }
        return index == 0 ? bytes : Array(bytes[index...])
    }

    static func trimmedEnd(_ bytes: [UInt8]) -> [UInt8] {
        var end = bytes.count
        scan: while end > 0 {
            for size in 1...3 where size <= end && length(bytes, at: end - size) == size {
                end -= size
                continue scan
            }
            break
        }
        return Array(bytes[..<end])
    }
}

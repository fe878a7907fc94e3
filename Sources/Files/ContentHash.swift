internal import Diagnostics

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

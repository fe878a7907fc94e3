import Files

/// Unpacks a tar file (POSIX ustar and pax, GNU long names) so that nothing of it can land outside of its folder: every entry's path and every
/// link's target is checked before anything is written, devices and hard links to other places are refused.
struct TarArchive {
    /// Why an archive is not unpacked.
    struct Refusal: Error {
        let reason: String
    }

    /// How much an archive may hold: what a package of SQL never needs, and what would fill a disk.
    struct Limits {
        var entries = 200_000
        var bytes = 1 << 30
    }

    private let source: any FileSource
    private let folder: String
    private let files: any FileSystem
    private var limits: Limits
    private var rest: [UInt8] = []
    private var position = 0
    private var links: [(path: String, target: String)] = []
    private var names: Set<String> = []

    /// Unpacks a tar file into an empty folder; gives the names at its top. Throws `Refusal`, and what the disk answers.
    static func unpack(_ path: String, into folder: String, on files: any FileSystem, limits: Limits = Limits()) throws -> [String] {
        var archive = TarArchive(source: try files.open(path), folder: folder, files: files, limits: limits)
        try archive.unpack()
        return archive.names.sorted()
    }

    private init(source: any FileSource, folder: String, files: any FileSystem, limits: Limits) {
        self.source = source
        self.folder = folder
        self.files = files
        self.limits = limits
    }

    private mutating func unpack() throws {
        var longName: String?
        var longLink: String?
        while let header = try nextHeader() {
            limits.entries -= 1
            guard limits.entries >= 0 else { throw Refusal(reason: "it holds too many files") }
            switch header.type {
            case "L": longName = try text(of: header)
            case "K": longLink = try text(of: header)
            case "x":
                let records = PaxRecords(try content(of: header, limit: 1 << 20))
                longName = records["path"] ?? longName
                longLink = records["linkpath"] ?? longLink
            case "g": try skip(header)
            default:
                try extract(header, name: longName ?? header.name, link: longLink ?? header.link)
                (longName, longLink) = (nil, nil)
            }
        }
        // Links come last, so that no file can be written through one.
        for link in links { try FolderLink.make(at: FilePath.join(folder, link.path), to: link.target) }
    }

    private mutating func extract(_ header: TarHeader, name: String, link: String) throws {
        let path = try safePath(name)
        if path != "." { names.insert(String(path.prefix { $0 != "/" })) }
        let target = FilePath.join(folder, path)
        switch header.type {
        case "0", "\0", "7":
            guard path != "." else { throw Refusal(reason: "'\(name)' is no name of a file") }
            try write(header, to: target)
            if header.mode & 0o100 != 0 { FolderMove.setExecutable(target) }
        case "5":
            try FolderMove.make(target)
            try skip(header)
        case "2":
            let inside = FilePath.normalize(FilePath.join(FilePath.folder(path), link))
            guard !FilePath.isAbsolute(link), inside != "..", !inside.hasPrefix("../") else {
                throw Refusal(reason: "the link '\(name)' leads out of the package, to '\(link)'")
            }
            links.append((path, link))
            try skip(header)
        default: throw Refusal(reason: "'\(name)' is neither a file, a folder nor a symbolic link")
        }
    }

    /// A path below the folder, or a refusal.
    private func safePath(_ name: String) throws -> String {
        let parts = name.split(separator: "/")
        guard !FilePath.isAbsolute(name), !parts.contains(".."), !name.utf8.contains(0) else {
            throw Refusal(reason: "'\(name)' leads out of the package")
        }
        let path = FilePath.normalize(name)
        let isBehindLink = links.contains { path == $0.path || path.hasPrefix($0.path + "/") }
        guard !isBehindLink else { throw Refusal(reason: "'\(name)' lies behind a link") }
        return path
    }

    private mutating func write(_ header: TarHeader, to path: String) throws {
        try spend(header.size)
        let sink = try files.create(path)
        do {
            var left = header.size
            while left > 0 {
                let chunk = try take(min(left, 1 << 16))
                try sink.append(chunk)
                left -= chunk.count
            }
            try sink.commit()
        } catch {
            sink.abandon()
            throw error
        }
        _ = try take(header.padding)
    }

    // MARK: Blocks

    private mutating func nextHeader() throws -> TarHeader? {
        while true {
            try fill(512)
            // Some writers leave out the empty blocks at the end.
            if rest.count - position < 512 { return nil }
            let block = try take(512)
            if block.allSatisfy({ $0 == 0 }) { return nil }
            guard let header = TarHeader(block) else { throw Refusal(reason: "it is damaged") }
            return header
        }
    }

    private mutating func content(of header: TarHeader, limit: Int) throws -> [UInt8] {
        guard header.size <= limit else { throw Refusal(reason: "a name in it is too long") }
        let bytes = try take(header.size)
        _ = try take(header.padding)
        return bytes
    }

    private mutating func text(of header: TarHeader) throws -> String {
        String(decoding: try content(of: header, limit: 1 << 16).prefix { $0 != 0 }, as: UTF8.self)
    }

    private mutating func skip(_ header: TarHeader) throws {
        try spend(header.size)
        var left = header.size
        while left > 0 { left -= try take(min(left, 1 << 16)).count }
        _ = try take(header.padding)
    }

    private mutating func spend(_ size: Int) throws {
        guard size <= limits.bytes else { throw Refusal(reason: "it is too large") }
        limits.bytes -= size
    }

    private mutating func fill(_ count: Int) throws {
        while rest.count - position < count {
            let more = try source.read(upTo: 1 << 16)
            if more.isEmpty { return }
            rest.removeFirst(position)
            position = 0
            rest += more
        }
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        try fill(count)
        guard rest.count - position >= count else { throw Refusal(reason: "it ends too early") }
        defer { position += count }
        return Array(rest[position..<position + count])
    }
}

/// The head of one entry.
private struct TarHeader {
    let name: String
    let link: String
    let size: Int
    let mode: Int
    let type: Character

    /// Bytes up to the next block.
    var padding: Int { (512 - size % 512) % 512 }

    /// Reads a block of 512 bytes; nil where its checksum is wrong.
    init?(_ block: [UInt8]) {
        guard block.count == 512 else { return nil }
        func text(_ range: Range<Int>) -> String { String(decoding: block[range].prefix { $0 != 0 }, as: UTF8.self) }
        func octal(_ range: Range<Int>) -> Int? {
            let digits = text(range).filter { $0 != " " }
            return digits.isEmpty ? 0 : Int(digits, radix: 8)
        }
        var sum = 0
        for (index, byte) in block.enumerated() { sum += (148..<156).contains(index) ? 32 : Int(byte) }
        guard octal(148..<156) == sum, let size = octal(124..<136), size >= 0 else { return nil }
        self.size = size
        mode = octal(100..<108) ?? 0
        type = Character(Unicode.Scalar(block[156]))
        link = text(157..<257)
        let isPOSIX = text(257..<262) == "ustar"
        let prefix = isPOSIX && block[263] == UInt8(ascii: "0") ? text(345..<500) : ""
        name = prefix.isEmpty ? text(0..<100) : prefix + "/" + text(0..<100)
    }
}

/// `LENGTH KEY=VALUE` lines of a pax header.
private struct PaxRecords {
    private var values: [String: String] = [:]

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let space = rest.firstIndex(of: UInt8(ascii: " ")), let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
            length > space - rest.startIndex, length <= rest.count
        {
            let record = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
            if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
                values[String(decoding: record[..<equals], as: UTF8.self)] = String(decoding: record[(equals + 1)...], as: UTF8.self)
            }
            rest = rest.dropFirst(length)
        }
    }

    subscript(key: String) -> String? { values[key] }
}

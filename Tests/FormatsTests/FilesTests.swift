import Diagnostics
import Files
import Formats
import Foundation
import Testing

@Suite struct FilePathTests {
    @Test func worksAsPythonDoes() throws {
        for item in try recordedCases("paths.json") {
            let path = try #require(item["path"]?.string)
            #expect(FilePath.normalize(path) == item["normal"]?.string, "\(path)")
            #expect(FilePath.name(path) == item["name"]?.string, "\(path)")
            #expect(FilePath.suffix(path) == item["suffix"]?.string, "\(path)")
            #expect(FilePath.relative("/r/" + path, to: "/r/a/b") == item["relative"]?.string, "\(path)")
            if !path.isEmpty { #expect(FilePath.join("x/y", path) == item["joined"]?.string, "\(path)") }
        }
    }

    @Test func takesPathsApart() {
        #expect(FilePath.folder("a/b/c.sql") == "a/b")
        #expect(FilePath.folder("/a") == "/")
        #expect(FilePath.folder("a") == "")
        #expect(FilePath.stem("models/orders.v2.sql") == "orders.v2")
        #expect(FilePath.stem(".dbtignore") == ".dbtignore")
        #expect(FilePath.join("a", "b", "c", "d") == "a/b/c/d")
        #expect(FilePath.join("", "b") == "b")
        #expect(FilePath.join("/", "b") == "/b")
    }
}

@Suite struct IgnorePatternsTests {
    @Test func ignoresWhatPathspecIgnores() throws {
        let paths = [
            "a", "b", "c", "a/b", "a/c", "b/a", "a/b/c", "x/a", "x/a/b", "x/a/b/c", "a/x/b", "a/x/y/b", "a/x/y/b/z", "abc", "a/abc/d", "ax",
            "bx", "]", "*", "!a", "#a", "[a", "a[", " a", "a ", "a b", "a.b", "aXb", "x.sql", "models/x.sql", "models/staging/x.sql",
            "models/staging/y/x.sql", "models/staging.sql", "staging/models/x.SQL", "é.sql", "aab", "a/ab/b",
        ]
        for item in try recordedCases("ignore-patterns.json") {
            let lines = (item["lines"]?.list ?? []).compactMap(\.string)
            let (patterns, diagnostics) = IgnorePatterns.read(SourceFile(path: ".dbtignore", text: lines.joined(separator: "\n") + "\n"))
            if item["invalid"] != nil {
                #expect(diagnostics.map(\.id) == ["ignore-pattern"], "\(lines)")
            } else {
                #expect(diagnostics.isEmpty, "\(lines)")
                let expected = (item["ignored"]?.list ?? []).compactMap(\.string)
                #expect(paths.filter(patterns.ignores) == expected, "\(lines)")
            }
        }
    }

    @Test func aBackslashKeepsASpaceAtTheEnd() {
        let (patterns, _) = IgnorePatterns.read(SourceFile(path: ".dbtignore", text: "a\\ \n"))
        #expect(patterns.ignores("a "))
        #expect(!patterns.ignores("a"))
    }

    @Test func manyWildcardsStayFast() {
        let line = String(repeating: "*a", count: 60) + "b"
        let (patterns, _) = IgnorePatterns.read(SourceFile(path: ".dbtignore", text: line))
        #expect(!patterns.ignores(String(repeating: "a", count: 5000)))
    }
}

@Suite struct HashTests {
    private let large = [
        "space before a last chunk of space": String(repeating: "a", count: (1 << 20) - 3) + "     ",
        "line break across chunks": String(repeating: "é", count: (1 << 20) - 1) + "\r\nb\r\n",
        "two chunks": " b\n" + String(repeating: "x,y\r\n", count: 300_000) + "\n\n",
        "exactly one chunk": String(repeating: "z", count: (1 << 20) - 1) + "\n",
        "first chunk of space": String(repeating: " ", count: 1 << 20) + "abc",
    ]

    @Test func hashesAsPythonAndDbtDo() throws {
        for item in try recordedCases("hashes.json") {
            var text = item["text"]?.string ?? ""
            if let count = item["repeat"]?.int { text = String((0..<count).map { Character(String($0 % 10)) }) }
            if let name = item["large"]?.string { text = try #require(large[name]) }
            let bytes = Array(text.utf8)
            if let expected = item["sha256"]?.string { #expect(SHA256.hex(of: bytes) == expected) }
            if let expected = item["md5"]?.string { #expect(MD5.hex(of: text) == expected) }
            if let expected = item["source"]?.string {
                #expect(ContentHash.source(bytes) == ContentHash(name: "sha256", checksum: expected))
            }
            if let expected = item["seed"]?.string {
                let files = MemoryFileSystem(["seeds/a.csv": text])
                #expect(try ContentHash.seed(files.open("seeds/a.csv")).checksum == expected, "\(item["large"]?.string ?? text)")
            }
        }
    }

    /// The vectors of RFC 1321 and FIPS 180-4.
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "8215ef0796a20bcaaae116d3876c664a",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a",
            "f371bc4a311f2b009eef952dd83ca80e2b60026c8e935592d0f9c308453c813e"
        ),
    ])
    func standardVectors(text: String, md5: String, sha256: String) {
        #expect(MD5.hex(of: text) == md5)
        #expect(SHA256.hex(of: text.utf8) == sha256)
    }

    @Test func piecesGiveTheSameHash() {
        var random = SeededGenerator(seed: 1)
        let bytes = (0..<10_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        var (sha, md5) = (SHA256(), MD5())
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 0...200, using: &random))
            sha.update(bytes[start..<end])
            md5.update(bytes[start..<end])
            start = end
        }
        #expect(sha.finish() == SHA256.hex(of: bytes))
        #expect(md5.finish() == MD5.hex(of: bytes))
    }
}

@Suite struct ConcurrentMapTests {
    @Test func keepsOrderAndRunsInParallel() {
        let ids = ConcurrentMap.map(Array(0..<200), threads: 8) { index -> (Int, UInt) in
            usleep(500)
            return (index, UInt(pthread_self()))
        }
        #expect(ids.map(\.0) == Array(0..<200))
        #expect(Set(ids.map(\.1)).count > 1)
        #expect(ConcurrentMap.map([Int](), threads: 4) { $0 }.isEmpty)
        #expect(ConcurrentMap.map([1, 2], threads: 0) { $0 * 2 } == [2, 4])
    }

    @Test func throwsTheFirstErrorInOrder() {
        struct Odd: Error, Equatable { let number: Int }
        #expect(throws: Odd(number: 3)) {
            try ConcurrentMap.map(
                Array(0..<100), threads: 4,
                throwing: { number throws(Odd) in
                    if number % 10 == 3 { throw Odd(number: number) }
                    return number
                })
        }
    }

    @Test func stacksAreDeep() {
        @Sendable func depth(_ level: Int, _ sum: inout Int) { if level > 0 { depth(level - 1, &sum); sum &+= level } }
        let total = ConcurrentMap.onLargeStack {
            var sum = 0; depth(80_000, &sum); return sum
        }
        #expect(total == 80_000 * 80_001 / 2)
    }
}

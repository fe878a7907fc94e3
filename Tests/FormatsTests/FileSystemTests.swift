import Diagnostics
import Files
import Foundation
import Testing

/// A folder of its own for one test, removed at the end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/formats-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct FileSystemTests {
    /// What every file system has to do.
    private func exercise(_ files: any FileSystem, _ root: String) throws {
        let path = FilePath.join(root, "a/b/c.txt")
        #expect(try files.metadata(path) == nil)
        try files.write("one", to: path)
        #expect(try files.read(path) == Array("one".utf8))
        try files.write("two and more", to: path)
        #expect(String(decoding: try files.read(path), as: UTF8.self) == "two and more")
        #expect(try files.metadata(path)?.kind == .file)
        #expect(try files.metadata(path)?.size == 12)
        #expect(files.isFolder(FilePath.join(root, "a")))
        try files.write("", to: FilePath.join(root, "a/B.txt"))
        try files.write("", to: FilePath.join(root, "a/é.txt"))
        #expect(try files.list(FilePath.join(root, "a")).map(\.name) == ["B.txt", "b", "é.txt"])
        #expect(try files.list(FilePath.join(root, "a")).map(\.kind) == [.file, .folder, .file])
        let sink = try files.create(path)
        try sink.append(Array("half".utf8))
        sink.abandon()
        #expect(try files.read(path).count == 12)
        let large = [UInt8](repeating: 7, count: 300_000)
        try files.write(large, to: path)
        let source = try files.open(path)
        var pieces: [UInt8] = []
        while case let piece = try source.read(upTo: 1000), !piece.isEmpty { pieces += piece }
        #expect(pieces == large)
        try files.remove(FilePath.join(root, "a"))
        try files.remove(FilePath.join(root, "a"))
        #expect(try files.metadata(FilePath.join(root, "a")) == nil)
        let error = #expect(throws: FileError.self) { try files.read(path) }
        #expect(error?.reason == .missing)
        #expect(error?.description == "cannot read '\(path)': No such file or directory")
        #expect(throws: FileError.self) { try files.list(FilePath.join(root, "nowhere")) }
    }

    @Test func memory() throws { try exercise(MemoryFileSystem(), "project") }

    @Test func disk() throws {
        let folder = try TemporaryFolder()
        try exercise(DiskFileSystem(), folder.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func diskErrorsSayWhatFailed() throws {
        let folder = try TemporaryFolder()
        let disk = DiskFileSystem()
        try disk.write("x", to: folder.path + "/file")
        let through = #expect(throws: FileError.self) { try disk.write("x", to: folder.path + "/file/below") }
        #expect(through?.operation == .write)
        #expect(through?.path == folder.path + "/file/below")
        let reading = #expect(throws: FileError.self) { try disk.read(folder.path) }
        #expect(reading?.reason == .isFolder)
        let full = #expect(throws: FileError.self) { try disk.write([UInt8](repeating: 1, count: 100), to: "/proc/none") }
        #expect(full?.description.hasPrefix("cannot write '/proc/none': ") == true)
        #expect(FileError(.write, "t/m.json", errno: ENOSPC).diagnostic.message == "cannot write 't/m.json': No space left on device")
        #expect(FileError(.write, "t/m.json", errno: EROFS).reason == .readOnly)
        #expect(FileError(.read, "p", errno: EACCES).diagnostic.hint == "check the owner and the permissions of 'p'")
    }

    @Test func aFullDiskIsReported() throws {
        let error = #expect(throws: FileError.self) { try DiskFileSystem().write("text", to: "/dev/full") }
        #expect(error?.reason == .diskFull)
        #expect(error?.description == "cannot write '/dev/full': No space left on device")
        #expect(error?.hint == "free some space on the disk and run the command again")
    }

    @Test func anAbandonedWriteLeavesTheOldFile() throws {
        let folder = try TemporaryFolder()
        let disk = DiskFileSystem()
        let path = folder.path + "/manifest.json"
        try disk.write("old", to: path)
        do {
            let sink = try disk.create(path)
            try sink.append(Array("new".utf8))
        }
        #expect(try disk.read(path) == Array("old".utf8))
        #expect(try disk.list(folder.path).map(\.name) == ["manifest.json"])
    }

    @Test func writingKeepsModeAndWritesThroughLinks() throws {
        let folder = try TemporaryFolder()
        let disk = DiskFileSystem()
        try disk.write("#!/bin/sh\n", to: folder.path + "/real")
        chmod(folder.path + "/real", 0o750)
        symlink("real", folder.path + "/link")
        try disk.write("new", to: folder.path + "/link")
        #expect(try disk.read(folder.path + "/real") == Array("new".utf8))
        var status = stat()
        lstat(folder.path + "/link", &status)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
        stat(folder.path + "/real", &status)
        #expect(status.st_mode & 0o777 == 0o750)
    }

    @Test func removingDoesNotFollowLinks() throws {
        let folder = try TemporaryFolder()
        let disk = DiskFileSystem()
        try disk.write("keep", to: folder.path + "/outside/file")
        try disk.write("x", to: folder.path + "/target/file")
        symlink("../outside", folder.path + "/target/link")
        symlink("nowhere", folder.path + "/target/broken")
        try disk.remove(folder.path + "/target")
        #expect(try disk.read(folder.path + "/outside/file") == Array("keep".utf8))
        #expect(!disk.isFolder(folder.path + "/target"))
    }
}

@Suite struct FileWalkTests {
    @Test func findsFilesInAFixedOrder() throws {
        let files = MemoryFileSystem([
            "p/models/b.sql": "", "p/models/a.sql": "", "p/models/A.SQL": "", "p/models/z/c.sql": "", "p/models/z.yml": "",
            "p/models/x.yaml": "",
            "p/models/skip/d.sql": "", "p/other/e.sql": "", "p/models/.hidden.sql": "",
        ])
        let (ignored, _) = IgnorePatterns.read(SourceFile(path: ".dbtignore", text: "models/skip/\n"))
        let walk = FileWalk(files, root: "p", ignored: ignored)
        let found = try walk.files(in: ["models", "absent", "other"], suffixes: [".sql"])
        #expect(
            found.map(\.original) == [
                "models/.hidden.sql", "models/A.SQL", "models/a.sql", "models/b.sql", "models/z/c.sql", "other/e.sql",
            ])
        #expect(found.first { $0.relative == "z/c.sql" }?.searched == "models")
        #expect(try walk.files(in: ["models"], suffixes: [".yml", ".yaml"]).map(\.relative) == ["x.yaml", "z.yml"])
    }

    @Test func linksAndCycles() throws {
        let folder = try TemporaryFolder()
        let disk = DiskFileSystem()
        try disk.write("", to: folder.path + "/real/a.sql")
        try disk.write("", to: folder.path + "/models/b.sql")
        symlink("../real", folder.path + "/models/linked")
        symlink("../real/a.sql", folder.path + "/models/file.sql")
        symlink("nowhere.sql", folder.path + "/models/.#broken.sql")
        symlink("..", folder.path + "/real/up")
        let plain = try FileWalk(disk, root: folder.path).files(in: ["models"], suffixes: [".sql"])
        #expect(plain.map(\.relative) == ["b.sql", "file.sql"])
        let following = try FileWalk(disk, root: folder.path, followsLinks: true).files(in: ["models"], suffixes: [".sql"])
        #expect(following.map(\.relative).contains("linked/a.sql"))
        #expect(following.count < 10)
        let throughLink = try FileWalk(disk, root: folder.path).files(in: ["models/linked"], suffixes: [".sql"])
        #expect(throughLink.map(\.relative) == ["a.sql"])
    }
}

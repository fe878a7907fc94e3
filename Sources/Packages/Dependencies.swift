import Diagnostics
import Files
import Formats
import Project

/// `deps`: settles the versions of a project's packages, keeps them in the lock file, and installs them.
public struct Dependencies {
    let project: PackageProject
    let report: (PackageEvent) -> Void

    /// The packages of a project; `report` is told what happens.
    public init(_ project: PackageProject, report: @escaping (PackageEvent) -> Void) {
        self.project = project
        self.report = report
    }

    /// What is done.
    public struct Steps: Sendable {
        /// Settle all versions anew: `--upgrade`.
        public var upgrades = false
        /// Write the lock file and install nothing: `--lock`.
        public var locksOnly = false

        /// Lock where the list has changed, then install.
        public init() {}
    }

    /// Does the steps. Where something goes wrong, the packages that are installed stay as they were.
    ///
    /// - Throws: a diagnostic, or what the disk answers.
    public func run(_ steps: Steps = Steps()) throws {
        let list = try project.list(in: project.folder, requester: PackageProject.ownRequester)
        let lock = try PackageLock.read(project)
        let checksum = PackageLock.checksum(of: list.specs)
        let isSettled = lock?.checksum == checksum && !steps.upgrades
        if list.specs.isEmpty, !isSettled { report(.nothingToDo) }
        let work = try WorkFolder(beside: project.installFolder)
        defer { work.remove(project.files) }
        let store = PackageStore(project: project, folder: work.downloads, lock: lock, report: report)
        let resolver = PackageResolver(store: store, rootName: project.name)
        var packages: [PinnedPackage]
        var current = lock
        if isSettled || list.specs.isEmpty {
            packages = steps.locksOnly ? [] : try PackageListing(lock?.specs(project) ?? []).all.map(resolver.pinned)
        } else {
            let resolved = try resolver.resolve(list.specs)
            packages = resolved.map(\.package)
            current = PackageLock(
                entries: resolved.map { $0.package.lockEntry(name: $0.metadata.name, scrubber: project.scrubber, report: report) },
                checksum: checksum, contents: steps.upgrades ? [:] : kept(lock?.contents ?? [:], for: packages))
            if let current, !store.isUnverified { try write(current) }
        }
        if steps.locksOnly { return }
        if packages.isEmpty, isSettled { report(.nothingToDo) }
        let hashes = try PackageInstall(store: store, work: work, report: report).install(packages, contents: current?.contents ?? [:])
        if var lock = current, hashes != lock.contents, !store.isUnverified {
            lock.contents = hashes
            try project.files.write(lock.text, to: project.lockPath)
        }
    }

    private func kept(_ contents: [String: String], for packages: [PinnedPackage]) -> [String: String] {
        let keys = Set(packages.compactMap(\.contentKey))
        return contents.filter { keys.contains($0.key) }
    }

    private func write(_ lock: PackageLock) throws {
        try project.files.write(lock.text, to: project.lockPath)
        report(.writingLock(path: project.lockPath))
    }
}

/// A folder beside the installed packages that is gone when `deps` has ended: downloads, and packages until all of them are there.
struct WorkFolder {
    private let folder: String

    /// Makes it. Throws what the disk answers.
    init(beside installFolder: String) throws(FileError) {
        let parent = FilePath.folder(installFolder)
        try FolderMove.make(parent)
        folder = try FolderMove.makeTemporary(in: parent, prefix: ".smelt-deps-")
        try FolderMove.make(FilePath.join(folder, "downloads"))
        try FolderMove.make(FilePath.join(folder, "packages"))
    }

    /// Where downloads go.
    var downloads: String { FilePath.join(folder, "downloads") }
    /// Where packages gather.
    var packages: String { FilePath.join(folder, "packages") }
    /// Where the packages of before are put aside.
    var former: String { FilePath.join(folder, "former") }

    /// Removes it; what cannot be removed stays.
    func remove(_ files: any FileSystem) { try? files.remove(folder) }
}

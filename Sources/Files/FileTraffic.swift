internal import Synchronization

/// How much was read and written through a `DiskFileSystem`. Any thread may count.
public final class FileTraffic: Sendable {
    private let filesOpened = Atomic(0)
    private let bytesIn = Atomic(0)
    private let filesPlaced = Atomic(0)
    private let bytesOut = Atomic(0)

    /// Nothing yet.
    public init() {}

    /// The files opened for reading; one that is read twice counts twice.
    public var filesRead: Int { filesOpened.load(ordering: .relaxed) }
    /// The bytes read from them.
    public var bytesRead: Int { bytesIn.load(ordering: .relaxed) }
    /// The files that were finished.
    public var filesWritten: Int { filesPlaced.load(ordering: .relaxed) }
    /// The bytes in them.
    public var bytesWritten: Int { bytesOut.load(ordering: .relaxed) }

    func opened() { filesOpened.add(1, ordering: .relaxed) }
    func read(_ count: Int) { bytesIn.add(count, ordering: .relaxed) }
    func wrote(_ count: Int) {
        filesPlaced.add(1, ordering: .relaxed)
        bytesOut.add(count, ordering: .relaxed)
    }
}

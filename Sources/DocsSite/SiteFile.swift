/// One file of the site.
public struct SiteFile: Sendable {
    /// Its path below the target folder.
    public var path: String
    /// What it holds.
    public var bytes: [UInt8]

    /// A file of its path and content.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

import Files
import Formats

/// Pictures of the project's assets as `data:` addresses, so that the page asks nobody for them.
struct SitePictures {
    private let asset: @Sendable (String) -> [UInt8]?

    init(_ asset: @escaping @Sendable (String) -> [UInt8]?) { self.asset = asset }

    /// The kinds of pictures that are shown, by the end of the file's name.
    private static let types = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "svg": "image/svg+xml",
    ]

    /// The address of a picture by its path as a description names it; nil for what is no picture of the project.
    func source(of path: String) -> String? {
        guard let type = Self.types[FilePath.suffix(path).lowercased().replacing(".", with: "")], let bytes = asset(path) else {
            return nil
        }
        return "data:\(type);base64,\(Base64.text(of: bytes))"
    }
}

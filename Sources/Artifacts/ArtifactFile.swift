public import Files
import Formats

/// Artifacts on disk.
public enum ArtifactFile {
    /// Writes an artifact into a folder, in pieces; the file appears whole or not at all. Returns its path.
    ///
    /// Throws what the file system says: a read-only folder, a full disk.
    @discardableResult
    public static func write(_ content: some ArtifactContent, to folder: String, on files: any FileSystem) throws(FileError) -> String {
        try write(content, as: FilePath.join(folder, type(of: content).kind.fileName), on: files)
    }

    /// Writes an artifact under a path of its own.
    @discardableResult
    public static func write(_ content: some ArtifactContent, as path: String, on files: any FileSystem) throws(FileError) -> String {
        let sink = try files.create(path)
        do {
            var json = JSONWriter { try sink.append($0) }
            content.write(to: &json)
            _ = try json.finish()
            try sink.commit()
        } catch {
            sink.abandon()
            throw (error as? FileError) ?? FileError(.write, path, .other(0), detail: "\(error)")
        }
        return path
    }
}

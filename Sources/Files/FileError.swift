public import Diagnostics
internal import Glibc

/// A file operation that failed: on which path, at what, and why.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: String, Sendable {
        case list = "list the folder"
        case read
        case write
        case remove
        case inspect = "look at"
    }

    /// Why it failed, as far as one can act on it.
    public enum Reason: Sendable, Equatable {
        case missing
        case permission
        case readOnly
        case diskFull
        case isFolder
        case notFolder
        case tooManyOpenFiles
        case tooLarge
        /// Any other number of the system.
        case other(Int32)
    }

    /// The path as it was given.
    public let path: String
    /// What was tried.
    public let operation: Operation
    /// Why it failed.
    public let reason: Reason
    /// The system's own words.
    public let detail: String

    /// An error with its parts.
    public init(_ operation: Operation, _ path: String, _ reason: Reason, detail: String) {
        self.operation = operation
        self.path = path
        self.reason = reason
        self.detail = detail
    }

    /// The error behind an error number of the system.
    public init(_ operation: Operation, _ path: String, errno code: Int32) {
        let reason: Reason =
            switch code {
            case ENOENT: .missing
            case EACCES, EPERM: .permission
            case EROFS: .readOnly
            case ENOSPC, EDQUOT: .diskFull
            case EFBIG: .tooLarge
            case EISDIR: .isFolder
            case ENOTDIR: .notFolder
            case EMFILE, ENFILE: .tooManyOpenFiles
            default: .other(code)
            }
        self.init(operation, path, reason, detail: strerror(code).map { String(cString: $0) } ?? "error \(code)")
    }

    /// One sentence: `cannot write 'target/manifest.json': No space left on device`.
    public var description: String { "cannot \(operation.rawValue) '\(path)': \(detail)" }

    /// What to do about it; nil where nothing general can be said.
    public var hint: String? {
        switch reason {
        case .permission: "check the owner and the permissions of '\(path)'"
        case .readOnly: "the file system is mounted read-only; choose another folder"
        case .diskFull: "free some space on the disk and run the command again"
        case .tooManyOpenFiles: "raise the limit of open files (ulimit -n)"
        case .notFolder: "a part of the path is a file where a folder has to be: move it away or choose another path"
        case .tooLarge: "the limit of file sizes (ulimit -f) is reached"
        case .missing, .isFolder, .other: nil
        }
    }

    /// The stable name of the kind of failure.
    public var id: DiagnosticID {
        switch reason {
        case .missing: "file-missing"
        case .permission: "file-permission"
        case .readOnly: "file-read-only"
        case .diskFull: "disk-full"
        case .isFolder: "file-is-folder"
        case .notFolder: "file-not-folder"
        case .tooManyOpenFiles: "too-many-open-files"
        case .tooLarge: "file-too-large"
        case .other: "file-error"
        }
    }

    /// The error as a message for people.
    public var diagnostic: Diagnostic { Diagnostic(id, .error, description, hint: hint) }
}

import Jinja

/// Functions of dbt's context that need no project: the library's own.
enum HostLibrary {
    /// `modules`.
    static var modules: Value { .none }

    /// Functions by name.
    static func functions() -> [String: Value] { [:] }
}

import Diagnostics
import Foundation
import Formats

/// One recorded case: a template and what dbt made of it.
struct GoldenCase {
    let fields: ConfigMap

    var name: String { fields["name"]?.string ?? "?" }
    var mode: String { fields["mode"]?.string ?? "text" }
    var template: String { fields["template"]?.string ?? "" }

    subscript(field: String) -> ConfigValue? { fields[field] }

    /// The folder of the case files; `SMELT_JINJA_CASES` names another one with files of the same form.
    static let folder: URL = {
        if let other = ProcessInfo.processInfo.environment["SMELT_JINJA_CASES"] { return URL(fileURLWithPath: other) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Cases")
    }()

    /// The names of the case files, without `.json`.
    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }()

    /// The cases of one file.
    static func read(_ file: String) throws -> [GoldenCase] {
        let data = try Data(contentsOf: folder.appendingPathComponent(file + ".json"))
        let value = try JSONReader.read(SourceFile(path: file, bytes: Array(data)))
        return (value.list ?? []).compactMap { $0.map.map { GoldenCase(fields: $0) } }
    }
}

/// Runs a closure on a thread with a stack large enough for any template, and waits for it.
func onLargeStack<Result>(_ body: @escaping @Sendable () -> Result) -> Result where Result: Sendable {
    let box = Box<Result?>(nil)
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
        box.value = body()
        done.signal()
    }
    thread.stackSize = 64 << 20
    thread.start()
    done.wait()
    return box.value!
}

private final class Box<Value>: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
}

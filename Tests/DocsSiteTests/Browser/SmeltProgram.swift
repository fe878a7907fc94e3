import Foundation

/// The built program, run as a process of its own.
enum SmeltProgram {
    /// The executable beside the bundle of tests.
    static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        for start in [own, Bundle.main.bundlePath, CommandLine.arguments[0]] {
            var folder = URL(filePath: start)
            while folder.path.count > 1 {
                folder.deleteLastPathComponent()
                let candidate = folder.appending(path: "smelt").path
                if FileManager.default.isExecutableFile(atPath: candidate), folder.path.contains(".build") { return candidate }
            }
        }
        return "smelt"
    }()

    /// Runs it in a folder to its end. What it prints is given back; another exit code than the expected one is an error.
    @discardableResult static func run(_ arguments: [String], in folder: URL, code: Int32 = 0) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DBT_") }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == code else {
            throw BrowserError("smelt \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)\n\(printed)")
        }
        return printed
    }
}

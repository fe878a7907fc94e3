import Diagnostics
import Programs

/// Fetches files from the web with the curl program: TLS, proxies, certificates and `~/.netrc` are as the machine has them set up.
struct Download {
    /// Why a file was not fetched.
    struct Failure: Error {
        /// What curl, or the machine, says.
        let reason: String
        /// The server's answer; nil where none came.
        var status: Int?
        /// Whether no server was reached, so that asking another place makes sense.
        var isUnreachable = false
    }

    /// How long one transfer may take, in seconds.
    var timeout = 120

    /// Fetches a file to a path. Only HTTP and HTTPS are spoken. Throws `Failure`.
    func fetch(_ url: String, to path: String) throws(Failure) {
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), !url.contains(where: \.isNewline) else {
            throw Failure(reason: "'\(url)' is no http:// or https:// address")
        }
        let arguments = [
            "--silent", "--show-error", "--location", "--fail", "--proto", "=http,https", "--connect-timeout", "10", "--max-time",
            "\(timeout)",
            "--retry", "3", "--retry-delay", "1", "--output", path, "--write-out", "%{http_code}", "--config", "-",
        ]
        // The address goes through standard input: it may hold a token, and arguments are open to every user of the machine.
        let quoted = url.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let outcome: ExternalProgram.Outcome
        do throws(ExternalProgram.StartError) {
            outcome = try ExternalProgram(name: "curl").run(arguments, input: "url = \"\(quoted)\"\n")
        } catch {
            let reason = error.isMissing ? "the program curl is not installed" : "curl does not start: \(error.reason)"
            throw Failure(reason: reason, isUnreachable: true)
        }
        guard outcome.code != 0 else { return }
        let status = Int(outcome.text).flatMap { $0 == 0 ? nil : $0 }
        let said = outcome.error.split(separator: "\n").last.map(String.init) ?? "curl ended with \(outcome.code)"
        throw Failure(reason: said, status: status, isUnreachable: Self.unreachable.contains(outcome.code))
    }

    /// curl's exit codes for a server that was not reached: proxy, name, connection, time, TLS.
    private static let unreachable: Set<Int32> = [5, 6, 7, 28, 35, 52, 56, 97]
}

import Diagnostics
import Files
import Programs

/// Fetches repositories with the git program, so that the user's own credentials, keys and settings count.
struct GitClient {
    /// Hides secrets of addresses in what git says.
    let scrubber: SecretScrubber

    /// Checks a revision of a repository out into a new folder; gives the commit. Without a revision it is the default branch.
    ///
    /// Tags are preferred to branches of the same name. Throws a diagnostic.
    func checkOut(_ address: String, revision: String, to folder: String) throws -> String {
        guard !address.hasPrefix("-"), !revision.hasPrefix("-") else {
            throw Diagnostic("git-failed", .error, "'\(address.hasPrefix("-") ? address : revision)' is no address and no revision of git")
        }
        try run(["init", "--quiet", "--template=", folder], address, revision)
        let shallow = try outcome(
            ["-C", folder, "fetch", "--quiet", "--depth", "1", "--no-tags", "--", remote(address), revision], address)
        if shallow.code == 0 {
            try run(["-C", folder, "checkout", "--quiet", "--detach", "FETCH_HEAD"], address, revision)
        } else if Self.looksLikeCommit(revision) {
            // Not every server hands out single commits.
            let all = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]
            try run(["-C", folder, "fetch", "--quiet", "--", remote(address)] + all, address, revision)
            try run(["-C", folder, "checkout", "--quiet", "--detach", revision], address, revision)
        } else {
            throw failure(shallow, address, revision)
        }
        return try run(["-C", folder, "rev-parse", "HEAD"], address, revision).text
    }

    private static func looksLikeCommit(_ revision: String) -> Bool {
        revision.utf8.count >= 7 && revision.utf8.count <= 64
            && revision.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    @discardableResult
    private func run(_ arguments: [String], _ address: String, _ revision: String) throws(Diagnostic) -> ExternalProgram.Outcome {
        let outcome = try outcome(arguments, address)
        guard outcome.code == 0 else { throw failure(outcome, address, revision) }
        return outcome
    }

    private func outcome(_ arguments: [String], _ address: String) throws(Diagnostic) -> ExternalProgram.Outcome {
        var environment = ["LC_ALL": "C"]
        if holdsSecret(address) {
            // Arguments are open to every user of the machine, the environment is not.
            environment["GIT_CONFIG_COUNT"] = "1"
            environment["GIT_CONFIG_KEY_0"] = "url.\(address).insteadOf"
            environment["GIT_CONFIG_VALUE_0"] = Self.standIn
        }
        do throws(ExternalProgram.StartError) {
            return try ExternalProgram(name: "git", environment: environment, hidden: Self.repositoryVariables).run(arguments)
        } catch {
            let reason = error.isMissing ? "the program git is not installed" : "git does not start: \(error.reason)"
            throw Diagnostic(
                "git-missing", .error, "Make sure git is installed on your machine: \(reason)",
                hint: "packages of the kind 'git' are fetched with it")
        }
    }

    /// What a hook of git sets for its own repository.
    static let repositoryVariables: Set<String> = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
    ]

    /// What stands for an address that holds a secret.
    private static let standIn = "smelt-package"

    private func remote(_ address: String) -> String { holdsSecret(address) ? Self.standIn : address }

    private func holdsSecret(_ address: String) -> Bool { scrubber.scrub(address) != address }

    private func failure(_ outcome: ExternalProgram.Outcome, _ address: String, _ revision: String) -> Diagnostic {
        let said = scrubber.scrub(outcome.error.replacing(Self.standIn, with: address))
        let lines = said.split(separator: "\n").map(String.init)
        let message = "Error checking out spec='\(revision)' for repo \(scrubber.scrub(address))\n" + lines.joined(separator: "\n")
        return Diagnostic("git-failed", .error, message, hint: "try: git ls-remote \(scrubber.scrub(address))")
    }
}

public import Diagnostics
import Files
import Programs

/// The repository a project lies in, asked for what the project was in another commit. Nothing in the repository is changed.
public struct GitHistory: Sendable {
    /// The project's folder, absolute.
    private let folder: String

    /// The history of a project; nothing is looked at yet.
    public init(of folder: String) { self.folder = folder }

    /// A commit, and what it was found by.
    public struct Commit: Sendable {
        /// Its full hash.
        public let hash: String
        /// What was asked for: `main`; `origin/main` where there is no local branch of the name.
        public let reference: String
    }

    /// The newest commit that a reference and the present one have in common. A branch that is known from `origin` alone is found without
    /// `origin/` too: that is how CI services check out.
    ///
    /// Throws a diagnostic: no repository, no such reference, nothing in common.
    public func mergeBase(with reference: String) throws(Diagnostic) -> Commit {
        guard !reference.isEmpty, !reference.hasPrefix("-") else { throw unknown(reference) }
        let inside = try git(["rev-parse", "--is-inside-work-tree"])
        guard inside.code == 0 else {
            throw Diagnostic(
                "base-no-repository", .error, "The project lies in no git repository: \(inside.firstComplaint)",
                hint: "name a folder with an earlier manifest.json in place of git:\(reference)")
        }
        let known = try isCommit(reference) ? reference : try isCommit("origin/" + reference) ? "origin/" + reference : nil
        guard let name = known else { throw unknown(reference) }
        let outcome = try git(["merge-base", "--", name, "HEAD"])
        guard outcome.code == 0 else {
            throw Diagnostic(
                "base-nothing-in-common", .error, "'\(name)' and the present commit have no commit in common here",
                hint: "a shallow clone lacks the history: fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab")
        }
        return Commit(hash: outcome.text, reference: name)
    }

    private func isCommit(_ name: String) throws(Diagnostic) -> Bool {
        try git(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"]).code == 0
    }

    private func unknown(_ reference: String) -> Diagnostic {
        Diagnostic(
            "base-unknown", .error, "There is no commit '\(reference)' in the repository",
            hint: "fetch it first: git fetch origin \(reference.isEmpty ? "main" : reference)")
    }

    /// The files of a commit.
    public struct Export: Sendable {
        /// Where they lie.
        public let tree: String
        /// The project's folder in it.
        public let project: String
        /// The repository's own folder.
        public let repository: String
    }

    /// Writes all files of a commit into an empty folder, as a checkout would.
    ///
    /// Throws a diagnostic.
    public func export(_ commit: Commit, to target: String) throws(Diagnostic) -> Export {
        // An index of its own, beside the files: that of the repository stays as it is.
        let index = ["GIT_INDEX_FILE": FilePath.join(target, "index")]
        let tree = FilePath.join(target, "tree")
        let quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.sparseCheckout=false"]
        let top = try answer(["rev-parse", "--show-toplevel"], [:]).text
        let prefix = try answer(["rev-parse", "--show-prefix"], [:]).text
        try answer(quiet + ["read-tree", commit.hash], index)
        try answer(quiet + ["-C", top, "checkout-index", "--all", "--quiet", "--prefix=\(tree)/"], index)
        return Export(tree: tree, project: FilePath.normalize(FilePath.join(tree, prefix)), repository: top)
    }

    @discardableResult
    private func answer(_ arguments: [String], _ environment: [String: String]) throws(Diagnostic) -> ExternalProgram.Outcome {
        let outcome = try git(arguments, environment)
        guard outcome.code == 0 else {
            throw Diagnostic("git-failed", .error, "git cannot give the files of the base: \(outcome.firstComplaint)")
        }
        return outcome
    }

    private func git(_ arguments: [String], _ environment: [String: String] = [:]) throws(Diagnostic) -> ExternalProgram.Outcome {
        do throws(ExternalProgram.StartError) {
            let program = ExternalProgram(
                name: "git", environment: environment.merging(["LC_ALL": "C"]) { own, _ in own }, hidden: GitClient.repositoryVariables)
            return try program.run(["-C", folder] + arguments, input: "")
        } catch {
            let reason = error.isMissing ? "the program git is not installed" : "git does not start: \(error.reason)"
            throw Diagnostic("git-missing", .error, "The base cannot be had: \(reason)", hint: "the files of a commit are read with it")
        }
    }
}

extension ExternalProgram.Outcome {
    /// The first line of what it complained about.
    var firstComplaint: String { error.split(separator: "\n").first.map(String.init) ?? "it ended with \(code)" }
}

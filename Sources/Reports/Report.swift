public import Diagnostics
public import Graph

/// What came of a command, in the form that reports are written from: JUnit, SARIF, Markdown, annotations. Paths begin at the repository.
public struct Report: Sendable {
    /// The command: `smelt ci`.
    public var command: String
    /// smelt's version.
    public var version: String
    /// When the command began.
    public var startedAt: Timestamp
    /// Seconds it took.
    public var seconds: Double
    /// The exit code.
    public var exitCode: Int
    /// How it ended, one short sentence.
    public var verdict: String
    /// The steps of the command in their order; empty for a command without steps.
    public var steps: [Step] = []
    /// Everything that passed or failed: nodes, tests, what was checked.
    public var cases: [Case] = []
    /// Everything there is to say about places of the project.
    public var findings: [Finding] = []
    /// What changed against the base; empty without one.
    public var changes: [Change] = []
    /// The layers of the project, lowest first; empty for a project without.
    public var layers: [String] = []
    /// The measures of quality; empty where none were taken.
    public var measures: [Measure] = []
    /// The file that stands for everything without a place: `dbt_project.yml`.
    public var standIn = "dbt_project.yml"
    /// Where files can be looked at on the web.
    public var links = SourceLinks()

    /// A report on a command that is over.
    public init(command: String, version: String, startedAt: Timestamp, seconds: Double, exitCode: Int, verdict: String) {
        self.command = command
        self.version = version
        self.startedAt = startedAt
        self.seconds = seconds
        self.exitCode = exitCode
        self.verdict = verdict
    }
}

extension Report {
    /// A place in a file of the repository; lines and columns from 1, columns in Unicode scalars.
    public struct Place: Sendable, Equatable {
        /// The path below the repository's folder.
        public var path: String
        /// The line.
        public var line: Int
        /// The column; nil for the whole line.
        public var column: Int?
        /// The last line; nil where it is the first.
        public var endLine: Int?
        /// The column behind the last character; nil where that is not known.
        public var endColumn: Int?

        /// A place.
        public init(path: String, line: Int, column: Int? = nil, endLine: Int? = nil, endColumn: Int? = nil) {
            self.path = path
            self.line = line
            self.column = column
            self.endLine = endLine
            self.endColumn = endColumn
        }
    }

    /// How a step, or a case, went.
    public enum Outcome: String, Sendable {
        case passed
        case warned
        /// A test or an expectation did not hold.
        case failed
        /// It could not be done.
        case errored = "error"
        case skipped

        /// Whether it makes the command fail.
        public var isBad: Bool { self == .failed || self == .errored }
    }

    /// One step of `smelt ci`.
    public struct Step: Sendable {
        /// Its name: `build`.
        public var name: String
        /// How it went.
        public var outcome: Outcome
        /// What it did, one short sentence.
        public var text: String
        /// Seconds it took; nil where that says nothing.
        public var seconds: Double?

        /// A step that is over.
        public init(_ name: String, _ outcome: Outcome, _ text: String, seconds: Double? = nil) {
            self.name = name
            self.outcome = outcome
            self.text = text
            self.seconds = seconds
        }
    }

    /// What one thing came to: a model that was built, a test that ran.
    public struct Case: Sendable {
        /// What it belongs to: `models`, `tests`.
        public var suite: String
        /// The package and folders it lies in, dots between them.
        public var group: String
        /// Its name.
        public var name: String
        /// Where it is declared; nil for what has no file.
        public var place: Place?
        /// Its layer; nil for none.
        public var layer: String?
        /// How it went.
        public var outcome: Outcome
        /// The code of a failure: `gate/test-failed`.
        public var rule = ""
        /// Why, one line; empty for what passed.
        public var message = ""
        /// The whole story: the message with its window on the source.
        public var detail = ""
        /// Seconds it took.
        public var seconds = 0.0

        /// A case.
        public init(suite: String, group: String, name: String, outcome: Outcome) {
            self.suite = suite
            self.group = group
            self.name = name
            self.outcome = outcome
        }
    }

    /// Something to say about a place.
    public struct Finding: Sendable {
        /// The message's code: `bind/unknown-ref`.
        public var rule: String
        /// How grave it is.
        public var severity: Severity
        /// What it is about, where that is more than the place: `test unique_orders_id`.
        public var title: String?
        /// The message.
        public var message: String
        /// What to do.
        public var hint: String?
        /// Where it is; nil for what has no place.
        public var place: Place?
        /// Other places that help to understand it.
        public var related: [Related] = []
        /// What stays the same about it when lines move: its subject, or the text of its line.
        public var identity: String

        /// A remark on another place.
        public struct Related: Sendable {
            /// The remark.
            public var message: String
            /// The place.
            public var place: Place
        }

        /// A finding.
        public init(rule: String, severity: Severity, message: String, place: Place?, identity: String) {
            self.rule = rule
            self.severity = severity
            self.message = message
            self.place = place
            self.identity = identity
        }
    }

    /// A resource that is not what it was in the base.
    public struct Change: Sendable {
        /// How it differs.
        public enum Kind: String, Sendable {
            case added, changed, removed
        }

        /// `model orders`.
        public var name: String
        /// How it differs.
        public var kind: Kind
        /// Where it is declared; nil where it is gone.
        public var place: Place?

        /// A change.
        public init(name: String, kind: Kind, place: Place?) {
            self.name = name
            self.kind = kind
            self.place = place
        }
    }

    /// One measure of quality.
    public struct Measure: Sendable {
        /// Its name: `test coverage`.
        public var name: String
        /// Its value as people read it: `92.5 %`.
        public var value: String
        /// The value before; nil where there is none.
        public var before: String?
        /// What it has to reach; nil for no goal.
        public var goal: String?
        /// Whether it is good enough.
        public var isGood: Bool

        /// A measure.
        public init(name: String, value: String, before: String?, goal: String?, isGood: Bool) {
            self.name = name
            self.value = value
            self.before = before
            self.goal = goal
            self.isGood = isGood
        }
    }
}

extension Report {
    /// The report with each text changed: how secrets are hidden in all of it at once.
    public func mapped(_ change: (String) -> String) -> Report {
        var copy = self
        copy.verdict = change(verdict)
        copy.steps = steps.map { Step($0.name, $0.outcome, change($0.text), seconds: $0.seconds) }
        copy.cases = cases.map { one in
            var one = one
            one.name = change(one.name)
            one.message = change(one.message)
            one.detail = change(one.detail)
            return one
        }
        copy.findings = findings.map { one in
            var one = one
            one.title = one.title.map(change)
            one.message = change(one.message)
            one.hint = one.hint.map(change)
            one.related = one.related.map { Finding.Related(message: change($0.message), place: $0.place) }
            return one
        }
        return copy
    }

    /// The name of the file that stands for what has no place, and its first line.
    var standInPlace: Place { Place(path: standIn, line: 1) }

    /// A number of seconds with three decimals, as all reports write it.
    static func text(seconds: Double) -> String {
        guard seconds.isFinite, seconds > 0, seconds < 1e12 else { return "0.000" }
        let thousandths = Int((seconds * 1000).rounded())
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}

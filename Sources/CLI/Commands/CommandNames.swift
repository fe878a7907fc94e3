/// The commands in the order `--help` lists them.
let commandNames = [
    "build", "run", "test", "seed", "snapshot", "check", "ci", "compile", "parse", "ls", "show", "source freshness", "sources lock",
    "retry", "clone", "rollback", "run-operation", "docs generate", "docs serve", "docs open", "docs coverage", "lineage", "freshness",
    "history", "quality",
    "quarantine ls",
    "quarantine show", "quarantine release", "quarantine purge", "deps", "debug", "clean", "init", "explain",
]

/// Other names of commands.
let commandAliases = ["list": "ls", "source snapshot-freshness": "source freshness"]

/// Commands of two words.
let commandGroups: [String: [String]] = [
    "docs": ["generate", "serve", "open", "coverage"], "source": ["freshness", "snapshot-freshness"], "sources": ["lock"],
    "quarantine": ["ls", "show", "release", "purge"],
]

/// Commands that take an argument without a dash: its name in `--help`, and whether it may be left out.
let commandArguments: [String: (name: String, isOptional: Bool)] = [
    "run-operation": ("MACRO", true), "init": ("NAME", true), "lineage": ("NODE", true), "history": ("NODE", true),
    "explain": ("CODE", true),
    "quarantine show": ("MODEL", false), "quarantine release": ("MODEL", false), "quarantine purge": ("MODEL", false),
]

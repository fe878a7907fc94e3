/// The commands in the order `--help` lists them.
let commandNames = [
    "build", "run", "test", "seed", "compile", "parse", "ls", "show", "run-operation", "debug", "clean", "init",
]

/// Other names of commands.
let commandAliases = ["list": "ls"]

/// Commands of two words.
let commandGroups: [String: [String]] = [:]

internal import CMalloc
internal import Diagnostics
internal import Files
internal import Glibc
internal import Jinja

/// Times the template engine alone: compiling, rendering, apart from each other.
///
///     JinjaBench FOLDER [--seconds S] [--only NAME] [--print NAME] [--compile N] [--render N]
///
/// FOLDER holds the templates and their contexts. One line a benchmark: name, templates, bytes of output, milliseconds to compile, milliseconds
/// to render; the least of all runs, in processor time. `--print` writes what one benchmark renders instead; `--compile` and `--render` do the one
/// or the other N times and nothing else, for a profiler.
struct Options {
    var folder = "."
    var seconds = 2.0
    var only: String?
    var prints: String?
    var compilations: Int?
    var renderings: Int?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--seconds": seconds = Double(rest.popFirst() ?? "") ?? seconds
            case "--only": only = rest.popFirst()
            case "--print": prints = rest.popFirst()
            case "--compile": compilations = Int(rest.popFirst() ?? "")
            case "--render": renderings = Int(rest.popFirst() ?? "")
            default: folder = argument
            }
        }
    }
}

/// The processor time of this process, in seconds.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The least processor time of one run in milliseconds; runs at least three times, and for some seconds.
func least(_ seconds: Double, _ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    let end = processorTime() + seconds
    var runs = 0
    while runs < 3 || processorTime() < end {
        let start = processorTime()
        try body()
        least = min(least, processorTime() - start)
        runs += 1
    }
    return least * 1000
}

func run() throws {
    let options = try Options(Array(CommandLine.arguments.dropFirst()))
    for name in Benchmark.names where options.only == nil || options.only == name {
        let benchmark = try Benchmark(name, folder: options.folder)
        let templates = try benchmark.compile()
        if options.compilations != nil || options.renderings != nil {
            for _ in 0..<(options.compilations ?? 0) { _ = try benchmark.compile() }
            for _ in 0..<(options.renderings ?? 0) { _ = try benchmark.render(templates) }
            continue
        }
        if let prints = options.prints {
            if prints == name { print(try benchmark.render(templates).joined(), terminator: "") }
            continue
        }
        let size = try benchmark.render(templates).reduce(0) { $0 + $1.utf8.count }
        let compiling = try least(options.seconds) { _ = try benchmark.compile() }
        let rendering = try least(options.seconds) { _ = try benchmark.render(templates) }
        print(name, templates.count, size, compiling, rendering)
    }
}

// The heap grows as in smelt.
mallopt(M_TOP_PAD, 64 << 20)
do {
    try run()
} catch {
    print(error)
    exit(1)
}

// swift-tools-version: 6.1
import PackageDescription

/// The language rules every Swift target of the package keeps.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of the house. The list of dependencies is the whole of what it may import (see Sources/README.md).
func module(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = [], exclude: [String] = []) -> Target
{
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict, plugins: plugins)
}

/// The tests of one module; `Fixtures` folders are read from the source tree, not bundled.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// A release program stands at a fixed address: the loader then has no 74,000 pointers to move before the first line runs, a quarter of what a start
/// takes. The address is a page beside a multiple of 2 MB, so that large pages of the file cache are not counted as the program's memory.
#if os(Linux) && arch(x86_64)
    let atFixedAddress: [LinkerSetting] = [
        .unsafeFlags(["-Xclang-linker", "-no-pie", "-Xlinker", "-Ttext-segment=0x10001000"], .when(configuration: .release))
    ]
#else
    let atFixedAddress: [LinkerSetting] = []
#endif

let package = Package(
    name: "smelt",
    products: [.executable(name: "smelt", targets: ["smelt"])],
    dependencies: [
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .target(name: "CPostgres"),
        // The archives, not the shared libraries: whoever runs smelt needs no cmark installed.
        .target(name: "CMarkGFM", linkerSettings: [.linkedLibrary(":libcmark-gfm-extensions.a"), .linkedLibrary(":libcmark-gfm.a")]),
        module("Diagnostics"),
        module("ErrorCodes", ["Diagnostics"], plugins: ["EmbedFilesPlugin"], exclude: ["codes"]),
        module("Files", ["Diagnostics"]),
        module("Formats", ["Diagnostics", "CYAML"]),
        module("Jinja", ["Diagnostics", "Files", .product(name: "BigInt", package: "BigInt")]),
        .executableTarget(name: "EmbedFiles", path: "Plugins/EmbedFilesTool", swiftSettings: strict),
        .plugin(name: "EmbedFilesPlugin", capability: .buildTool(), dependencies: ["EmbedFiles"]),
        module("BuiltinMacros", plugins: ["EmbedFilesPlugin"], exclude: ["sql"]),
        module("Warehouse", ["Diagnostics", "Formats"]),
        module("SQLiteAdapter", ["Diagnostics", "Files", "Formats", "Warehouse", "CSQLite"]),
        module("PostgresAdapter", ["Diagnostics", "Formats", "Warehouse", "CPostgres"]),
        module("Graph", ["Diagnostics", "Formats"]),
        module("Project", ["Diagnostics", "Files", "Formats", "Jinja", "BuiltinMacros", "Graph"]),
        module("Programs"),
        module("Packages", ["Diagnostics", "Files", "Formats", "Programs", "Project"]),
        module("Context", ["Diagnostics", "Formats", "Jinja", "Warehouse", "Project", "Graph"]),
        module("Compiler", ["Diagnostics", "Files", "Formats", "Jinja", "BuiltinMacros", "Warehouse", "Project", "Graph", "Context"]),
        module("Artifacts", ["Diagnostics", "Files", "Formats", "Graph"]),
        module("Reports", ["Diagnostics", "ErrorCodes", "Files", "Formats", "Graph"]),
        module("Quality", ["Formats", "Graph"]),
        module("Ledger", ["Diagnostics", "Formats", "Warehouse", "Graph"], plugins: ["EmbedFilesPlugin"], exclude: ["sql"]),
        module("SQL", ["Formats", "Graph"]),
        module(
            "DocsSite",
            ["Diagnostics", "Files", "Formats", "Graph", "Artifacts", "Quality", "Warehouse", "Ledger", "SQL", "CMarkGFM"],
            plugins: ["EmbedFilesPlugin"], exclude: ["site", "DATA.md"]),
        module(
            "DocsServer",
            [
                "Diagnostics", "Files", "Formats", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        module(
            "Runner",
            ["Diagnostics", "Files", "Formats", "Jinja", "Warehouse", "Project", "Graph", "Context", "Compiler", "Ledger", "SQL"]),
        module(
            "CLI",
            [
                "Diagnostics", "Files", "Formats", "Jinja", "BuiltinMacros", "Warehouse", "SQLiteAdapter", "PostgresAdapter", "Project",
                "Packages", "Graph", "Context", "Compiler", "Artifacts", "Quality", "Ledger", "Runner", "ErrorCodes", "Reports",
                "SQL", "DocsSite", "DocsServer", "Programs", "CMalloc",
            ], plugins: ["EmbedFilesPlugin"], exclude: ["InitTemplate"]),
        .executableTarget(name: "smelt", dependencies: ["CLI"], swiftSettings: strict, linkerSettings: atFixedAddress),
        // Measures the template engine alone; no part of the program.
        .executableTarget(
            name: "JinjaBench", dependencies: ["Diagnostics", "Files", "Jinja", "CMalloc"], path: "Benchmarks/JinjaBench",
            exclude: ["Templates"],
            swiftSettings: strict),
        tests("FormatsTests", ["Diagnostics", "Files", "Formats"], exclude: ["Fixtures"]),
        tests("JinjaTests", ["Diagnostics", "Jinja", "Formats"], exclude: ["Cases"]),
        tests("WarehouseTests", ["Diagnostics", "Formats", "Warehouse", "SQLiteAdapter", "PostgresAdapter"]),
        tests("GraphTests", ["Diagnostics", "Formats", "Graph", "Artifacts", "Files"], exclude: ["Fixtures"]),
        tests("ReportsTests", ["Diagnostics", "ErrorCodes", "Formats", "Graph", "Reports"]),
        tests(
            "CompilerTests",
            [
                "Diagnostics", "Files", "Formats", "Jinja", "Warehouse", "SQLiteAdapter", "PostgresAdapter", "Project", "Graph", "Context",
                "Compiler", "Artifacts",
            ],
            exclude: ["Fixtures"]),
        tests("SQLTests", ["SQL", "Formats", "Graph", "CSQLite", "Warehouse", "PostgresAdapter"], exclude: ["Cases"]),
        tests(
            "DocsSiteTests",
            [
                "Diagnostics", "Files", "Formats", "Graph", "Artifacts", "Ledger", "Quality", "Warehouse", "DocsSite", "DocsServer", "CLI",
                "smelt",
            ],
            exclude: ["Fixtures"]),
        tests(
            "LedgerTests",
            ["Diagnostics", "Formats", "Warehouse", "SQLiteAdapter", "PostgresAdapter", "Graph", "Quality", "Ledger"]),
        tests(
            "CLITests",
            [
                "Diagnostics", "ErrorCodes", "Files", "Formats", "Warehouse", "SQLiteAdapter", "PostgresAdapter", "Project", "Packages",
                "Graph", "Context", "Runner", "Artifacts", "CLI", "smelt",
            ],
            exclude: ["Fixtures"]),
    ]
)

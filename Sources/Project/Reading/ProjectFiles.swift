internal import BuiltinMacros
public import Diagnostics
import Files
import Graph

/// Every file of a project, its packages and the built-in macros, each read once.
public struct ProjectFiles: Sendable {
    /// The files of one project or package.
    public struct Package: Sendable {
        /// Its `dbt_project.yml`.
        public let config: ProjectConfig
        /// Whether it is built in.
        public let isInternal: Bool
        /// Its files in the order they are read, by kind.
        public let files: [FileKind: [ProjectFile]]
    }

    /// The root project, then the built-in packages, then the installed ones: dbt's order.
    public let packages: [Package]
}

extension ProjectReader {
    /// Reads every file of a project and its packages, several at once, and adds the built-in macros for an adapter.
    ///
    /// What cannot be read, or is no UTF-8 text, is reported and left out.
    public func files(
        root: ProjectConfig, packages: [ProjectConfig], adapterType: String
    ) -> (files: ProjectFiles, diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        let allowsJinja = root.flag(.jinjaFileExtensions)
        var result = [package(root, allowsJinja, &diagnostics)]
        result.append(builtIn("dbt_\(adapterType)", folder: adapterType))
        result.append(builtIn("dbt", folder: "shared"))
        for config in packages { result.append(package(config, allowsJinja, &diagnostics)) }
        warnOfInterchange(root, &diagnostics)
        return (ProjectFiles(packages: result), diagnostics)
    }

    /// Documents of the semantic interchange format would become semantic models; they are not read.
    private func warnOfInterchange(_ config: ProjectConfig, _ diagnostics: inout [Diagnostic]) {
        let walk = FileWalk(fileSystem, root: config.root)
        for match in (try? walk.files(in: config.paths.interchange, suffixes: [".json"])) ?? [] {
            let hint = "declare its semantic models in a properties file"
            diagnostics.append(.warning("osi-not-read", "OSI documents are not read yet: \(match.original)", hint: hint))
        }
    }

    private func builtIn(_ name: String, folder: String) -> ProjectFiles.Package {
        var files: [FileKind: [ProjectFile]] = [:]
        for (path, text) in BuiltinMacros.files(in: folder) {
            let file = builtIn(name, path, text)
            files[file.kind, default: []].append(file)
        }
        return ProjectFiles.Package(config: ProjectConfig(name: name, root: ""), isInternal: true, files: files)
    }

    /// A built-in file, below the folder dbt keeps its kind in.
    private func builtIn(_ package: String, _ path: String, _ text: String) -> ProjectFile {
        let folders: [(searched: String, kind: FileKind)] = [("tests", .genericTest), ("docs", .docs)]
        let found = folders.first { path.hasPrefix($0.searched + "/") }
        let searched = found?.searched ?? "macros"
        let relative = found == nil ? path : String(path.dropFirst(searched.count + 1))
        return ProjectFile(
            kind: found?.kind ?? .macro, package: package, searchedPath: searched, relativePath: relative,
            source: SourceFile(path: "\(package)/\(searched)/\(relative)", text: text), checksum: Checksum(name: "none", checksum: ""))
    }

    private func package(_ config: ProjectConfig, _ allowsJinja: Bool, _ diagnostics: inout [Diagnostic]) -> ProjectFiles.Package {
        let ignored = ignorePatterns(config, &diagnostics)
        let listing = FolderListing(FileWalk(fileSystem, root: config.root, ignored: ignored), config, &diagnostics)
        var wanted: [WantedFile] = []
        for kind in FileKind.allCases { wanted += listing.files(of: kind, config, allowsJinja: allowsJinja) }
        let outcomes = ConcurrentMap.map(wanted, threads: threads) { [self] in read($0, config) }
        var files: [FileKind: [ProjectFile]] = [:]
        for outcome in outcomes {
            switch outcome {
            case .success(let file): files[file.kind, default: []].append(file)
            case .failure(let diagnostic): diagnostics.append(diagnostic)
            }
        }
        return ProjectFiles.Package(config: config, isInternal: false, files: files)
    }

    private func ignorePatterns(_ config: ProjectConfig, _ diagnostics: inout [Diagnostic]) -> IgnorePatterns {
        let path = FilePath.join(config.root, ".dbtignore")
        guard fileSystem.isFile(path), let bytes = try? fileSystem.read(path) else { return .none }
        let (patterns, found) = IgnorePatterns.read(SourceFile(path: shownPath(config, ".dbtignore"), bytes: bytes))
        diagnostics += found
        return patterns
    }

    /// A path as messages show it: below the root project's folder.
    private func shownPath(_ config: ProjectConfig, _ path: String) -> String {
        config.root == folder ? path : FilePath.join(FilePath.relative(config.root, to: folder), path)
    }

    private func read(_ wanted: WantedFile, _ config: ProjectConfig) -> Result<ProjectFile, Diagnostic> {
        let original = FileKind.join(wanted.searched, wanted.relative)
        let path = FilePath.join(config.root, original)
        let shown = shownPath(config, original)
        do throws(FileError) {
            if wanted.kind == .seed { return .success(try seed(wanted, config, path, original, shown)) }
            let bytes = try fileSystem.read(path)
            guard String(validating: bytes, as: UTF8.self) != nil else { return .failure(.badEncoding(shown, bytes)) }
            let hash = ContentHash.source(bytes)
            return .success(
                ProjectFile(
                    kind: wanted.kind, package: config.name, searchedPath: wanted.searched, relativePath: wanted.relative,
                    source: SourceFile(path: shown, bytes: bytes), checksum: Checksum(name: hash.name, checksum: hash.checksum)))
        } catch {
            return .failure(.error("unreadable-file", error.description, hint: error.hint))
        }
    }

    /// A seed: small ones keep their bytes, large ones are neither kept nor hashed.
    private func seed(
        _ wanted: WantedFile, _ config: ProjectConfig, _ path: String, _ original: String, _ shown: String
    ) throws(FileError) -> ProjectFile {
        let limit = 1 << 20
        let size = try fileSystem.metadata(path)?.size ?? 0
        let isLarge = maximumSeedSize != 0 && size > maximumSeedSize * limit
        let hash = isLarge ? ContentHash.path(original) : try ContentHash.seed(fileSystem.open(path))
        let bytes = size <= limit ? try fileSystem.read(path) : []
        return ProjectFile(
            kind: .seed, package: config.name, searchedPath: wanted.searched, relativePath: wanted.relative,
            source: SourceFile(path: shown, bytes: bytes), checksum: Checksum(name: hash.name, checksum: hash.checksum))
    }
}

/// A file that is to be read as a kind.
private struct WantedFile: Sendable {
    let kind: FileKind
    let searched: String
    let relative: String
}

/// The files below every folder of a project, each folder walked once.
private struct FolderListing {
    private var byFolder: [String: [String]] = [:]

    init(_ walk: FileWalk, _ config: ProjectConfig, _ diagnostics: inout [Diagnostic]) {
        for kind in FileKind.allCases {
            for folder in kind.folders(of: config.paths) where byFolder[folder] == nil {
                do throws(FileError) {
                    let suffixes = [".sql", ".py", ".js", ".csv", ".md", ".yml", ".yaml"] + FileKind.jinjaExtensions
                    byFolder[folder] = try walk.files(in: [folder], suffixes: suffixes).map(\.relative)
                } catch {
                    byFolder[folder] = []
                    diagnostics.append(.error("unreadable-folder", error.description, hint: error.hint))
                }
            }
        }
    }

    /// The files of a kind, in dbt's order: by extension, then by folder.
    func files(of kind: FileKind, _ config: ProjectConfig, allowsJinja: Bool) -> [WantedFile] {
        var result: [WantedFile] = []
        for suffix in kind.extensions(allowsJinja: allowsJinja) {
            for folder in kind.folders(of: config.paths) {
                for relative in byFolder[folder] ?? [] where relative.lowercased().hasSuffix(suffix) {
                    let isSpecial = relative.hasPrefix("generic/") || relative.hasPrefix("fixtures/")
                    if kind == .singularTest, isSpecial { continue }
                    result.append(WantedFile(kind: kind, searched: folder, relative: relative))
                }
            }
        }
        return result
    }
}

extension Diagnostic {
    /// The error for a file that is no UTF-8 text, at the first bad byte.
    fileprivate static func badEncoding(_ path: String, _ bytes: [UInt8]) -> Diagnostic {
        var valid = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): valid += UTF8.width(scalar)
            case .emptyInput, .error: break decoding
            }
        }
        let file = SourceFile(path: path, bytes: bytes)
        return .error(
            "bad-encoding", "the file is not valid UTF-8", at: SourceSpan(file, valid, min(valid + 1, bytes.count)),
            hint: "save the file as UTF-8")
    }
}

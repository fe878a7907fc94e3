public import Diagnostics

/// One top-level block of a macro, snapshot, test or docs file, or the text between two blocks.
public struct ExtractedBlock: Sendable {
    /// The tag (`macro`, `snapshot`, …); nil for text between blocks.
    public let type: String?
    /// The word behind the tag.
    public let name: String?
    /// The bytes between the opening and the closing tag, in the file.
    public let contents: Range<Int>
    /// The bytes from the opening to the closing tag, with the whitespace that `{%-` and `-%}` take.
    public let block: Range<Int>
}

/// A fault met while a file was cut into blocks.
public struct BlockError: Error {
    /// dbt's class of the error: `NestedTagsError`, `MissingCloseTagError`, …
    public let name: String
    /// dbt's message.
    public let message: String
    /// The place in the file.
    public let span: SourceSpan
}

/// Cuts files into top-level blocks as dbt does: with patterns, not with the Jinja lexer.
public struct BlockExtraction: Sendable {
    /// The blocks in order.
    public private(set) var blocks: [ExtractedBlock] = []
    /// Tags outside of blocks that dbt warns of, in order: name and place.
    public private(set) var unexpectedTags: [(name: String, span: SourceSpan)] = []

    /// Tags that macro files may hold.
    public static let macroTags: Set<String> = ["macro", "materialization", "test", "data_test"]
    /// What is sought where nothing else is said.
    public static let standardTags: Set<String> = ["snapshot", "macro", "materialization", "docs"]

    /// Cuts a file into the blocks of the given tags; with `keepsText` also the text between them.
    ///
    /// Throws where blocks nest, stand inside `if` or `for`, or lack their end tag.
    public init(_ file: SourceFile, tags allowed: Set<String> = standardTags, keepsText: Bool = true) throws(BlockError) {
        var scanner = TagScanner(file)
        var control: [String] = []
        var current: FileTag?
        var lastPosition = 0
        while let tag = try scanner.next() {
            try Self.follow(tag, &control, scanner)
            if allowed.contains(tag.name) {
                try Self.checkPlace(tag, control, current, scanner)
                if keepsText, lastPosition < tag.start {
                    blocks.append(.init(type: nil, name: nil, contents: lastPosition..<tag.start, block: lastPosition..<tag.start))
                }
                if keepsText { lastPosition = tag.start }
                current = tag
            } else if let open = current, tag.name == "end" + open.name {
                lastPosition = tag.end
                blocks.append(
                    .init(type: open.name, name: open.label, contents: open.end..<max(open.end, tag.start), block: open.start..<tag.end))
                current = nil
            } else if current == nil {
                unexpectedTags.append((tag.name, SourceSpan(file, tag.start, tag.end)))
            }
        }
        if let open = current {
            let line = file.bytes[..<open.end].count { $0 == UInt8(ascii: "\n") } + 1
            throw scanner.error(
                "MissingCloseTagError", "Reached EOF without finding a close tag for \(open.name) (searched from line \(line))", open.start)
        }
        if keepsText, lastPosition < file.bytes.count {
            let rest = lastPosition..<file.bytes.count
            blocks.append(.init(type: nil, name: nil, contents: rest, block: rest))
        }
    }

    /// Keeps count of `if` and `for`.
    private static func follow(_ tag: FileTag, _ control: inout [String], _ scanner: TagScanner) throws(BlockError) {
        switch tag.name {
        case "if", "for": control.append(tag.name)
        case "endif", "endfor":
            let place = scanner.linePosition(scanner.position)
            guard let open = control.popLast() else {
                throw scanner.error(
                    "UnexpectedControlFlowEndTagError",
                    "Got an unexpected control flow end tag, got \(tag.name) but never saw a preceeding \(tag.name.dropFirst(3)) (@ "
                        + scanner.linePosition(tag.start) + ")", tag.start)
            }
            if "end" + open != tag.name {
                _ = place
                throw scanner.error(
                    "MissingControlFlowStartTagError",
                    "Got an unexpected control flow end tag, got \(tag.name) but expected end\(open) next (@ "
                        + scanner.linePosition(tag.start) + ")", tag.start)
            }
        default: break
        }
    }

    private static func checkPlace(
        _ tag: FileTag, _ control: [String], _ current: FileTag?, _ scanner: TagScanner
    ) throws(BlockError) {
        if !control.isEmpty {
            throw scanner.error(
                "BlockDefinitionNotAtTopError",
                "Got a block definition inside control flow at \(scanner.linePosition(tag.start + tag.leading)). "
                    + "All dbt block definitions must be at the top level", tag.start)
        }
        if let open = current {
            throw scanner.error(
                "NestedTagsError",
                "Got nested tags: \(open.name) (started at \(scanner.characters(open.start))) did not have a matching "
                    + "{{% end\(open.name) %}} before a subsequent \(tag.name) was found (started at \(scanner.characters(tag.start)))",
                tag.start)
        }
    }
}

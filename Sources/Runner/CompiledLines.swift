import Diagnostics

/// Which line of a model a line of its compiled SQL was made of.
///
/// Lines that are equal in both, in the same order, are anchors; what lies between two anchors comes from the lines between them.
struct CompiledLines {
    /// The model's file.
    let source: SourceFile
    /// The compiled file.
    let compiled: SourceFile

    /// The longest files that are compared, in lines: the comparison takes the product of both.
    private static let limit = 3000

    /// The place in the model that a place in the compiled file comes from; nil where nothing can be said.
    func origin(of place: SourceSpan) -> SourceSpan? {
        let (sources, outputs) = (Self.lines(source), Self.lines(compiled))
        let line = place.position.line - 1
        guard outputs.indices.contains(line), sources.count <= Self.limit, outputs.count <= Self.limit else { return nil }
        let anchors = Self.anchors(sources, outputs)
        if let own = anchors.first(where: { $0.output == line }) { return exact(own.source, sources, place) }
        let before = anchors.last { $0.output < line }?.source ?? -1
        let behind = anchors.first { $0.output > line }?.source ?? Self.end(of: sources)
        let between = (before + 1)..<max(before + 1, behind)
        // A word that stands in one of these lines as it is was written there.
        let word = compiled.bytes[place.start..<place.end]
        let twin = twin(of: line, between, anchors, Self.end(of: outputs)).filter { !sources[$0].isEmpty }
        if word.count > 1, let found = (twin + between).lazy.compactMap({ sources[$0].firstRange(of: word) }).first {
            return SourceSpan(source, found.lowerBound, found.upperBound)
        }
        // Text that is not in the model as it stands was made by an expression.
        guard
            let best = twin.first ?? between.first(where: { Self.holds("{{", sources[$0]) })
                ?? between.first(where: { !sources[$0].isEmpty })
        else { return before >= 0 ? span(before) : nil }
        return span(best)
    }

    /// The line that stands where a compiled line does, as far as lines can be counted: where there are as many between the anchors on both sides.
    private func twin(of line: Int, _ between: Range<Int>, _ anchors: [(source: Int, output: Int)], _ count: Int) -> [Int] {
        let first = (anchors.last { $0.output < line }?.output ?? -1) + 1
        let end = anchors.first { $0.output > line }?.output ?? count
        return end - first == between.count ? [between.lowerBound + line - first] : []
    }

    /// The number of lines up to the last one that is not empty.
    private static func end(of lines: [ArraySlice<UInt8>]) -> Int { (lines.lastIndex { !$0.isEmpty } ?? -1) + 1 }

    /// The same word in the equal line of the model.
    private func exact(_ number: Int, _ lines: [ArraySlice<UInt8>], _ place: SourceSpan) -> SourceSpan {
        let output = compiled.bytes[compiled.lineRange(containing: place.start)]
        let indent = output.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? output.startIndex
        let start = lines[number].startIndex + max(0, place.start - indent)
        return SourceSpan(source, start, start + (place.end - place.start))
    }

    private func span(_ number: Int) -> SourceSpan {
        let line = Self.lines(source)[number]
        return SourceSpan(source, line.startIndex, line.endIndex)
    }

    /// The lines without the white space around them.
    private static func lines(_ file: SourceFile) -> [ArraySlice<UInt8>] {
        file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            guard let first = line.firstIndex(where: { !isSpace($0) }), let last = line.lastIndex(where: { !isSpace($0) }) else {
                return line.prefix(0)
            }
            return line[first...last]
        }
    }

    /// The longest common run of equal lines, in order; empty lines say nothing.
    private static func anchors(_ sources: [ArraySlice<UInt8>], _ outputs: [ArraySlice<UInt8>]) -> [(source: Int, output: Int)] {
        let (rows, columns) = (sources.count, outputs.count)
        var lengths = [Int32](repeating: 0, count: (rows + 1) * (columns + 1))
        func at(_ row: Int, _ column: Int) -> Int { row * (columns + 1) + column }
        func isEqual(_ row: Int, _ column: Int) -> Bool { !sources[row].isEmpty && sources[row] == outputs[column] }
        for row in stride(from: rows - 1, through: 0, by: -1) {
            for column in stride(from: columns - 1, through: 0, by: -1) {
                lengths[at(row, column)] =
                    isEqual(row, column)
                    ? lengths[at(row + 1, column + 1)] + 1 : max(lengths[at(row + 1, column)], lengths[at(row, column + 1)])
            }
        }
        var found: [(source: Int, output: Int)] = []
        var (row, column) = (0, 0)
        while row < rows, column < columns {
            if isEqual(row, column) {
                found.append((row, column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[at(row + 1, column)] >= lengths[at(row, column + 1)] {
                row += 1
            } else {
                column += 1
            }
        }
        return found
    }

    private static func holds(_ text: String, _ line: ArraySlice<UInt8>) -> Bool { line.firstRange(of: Array(text.utf8)) != nil }
}

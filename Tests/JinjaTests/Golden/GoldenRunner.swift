import Diagnostics
import Formats
import Jinja

/// Runs one recorded case and says what differs from the record.
struct GoldenRunner {
    let testCase: GoldenCase

    /// What came out.
    private enum Outcome {
        case text(String)
        case value(ConfigValue)
        case blocks(ConfigValue, warnings: ConfigValue?)
        case failed(JinjaError)
        case failedBlocks(BlockError)
    }

    /// What differs, or nil where the case passes.
    func difference() -> String? {
        var effects: [ConfigValue] = []
        let outcome: Outcome
        do {
            outcome = try run(&effects)
        } catch let error as JinjaError {
            outcome = .failed(error)
        } catch let error as BlockError {
            outcome = .failedBlocks(error)
        } catch {
            return "unexpected error: \(error)"
        }
        if let difference = compare(outcome) { return difference }
        let expected = testCase["effects"]?.list ?? []
        if ConfigValue.list(expected) != .list(effects) {
            return "effects: expected \(expected.map(Self.show)), got \(effects.map(Self.show))"
        }
        return nil
    }

    private func run(_ effects: inout [ConfigValue]) throws -> Outcome {
        if testCase.mode == "blocks" { return try blocks() }
        let host = try HostContext(testCase)
        defer { effects = host.effects }
        let renderer = Renderer(names: host)
        switch testCase.mode {
        case "native":
            return .value(try ValueEncoding.encode(renderer.renderValue(Template(testCase.template, mode: .native))))
        case "parse": return .text(try renderer.render(Template(testCase.template, mode: .parse)))
        default: return .text(try renderer.render(Template(testCase.template)))
        }
    }

    private func blocks() throws -> Outcome {
        let file = SourceFile(path: "case", text: testCase.template)
        let allowed = testCase["allowed"]?.list.map { Set($0.compactMap(\.string)) } ?? BlockExtraction.standardTags
        let extraction = try BlockExtraction(file, tags: allowed, keepsText: testCase["collect_raw_data"]?.bool ?? true)
        func text(_ range: Range<Int>) -> ConfigValue { .string(String(decoding: file.bytes[range], as: UTF8.self)) }
        let blocks = extraction.blocks.map { block in
            ConfigValue.map([
                "type": .string(block.type ?? "__dbt__data"), "name": .optional(block.name), "contents": text(block.contents),
                "full_block": text(block.block),
            ])
        }
        let warnings = extraction.unexpectedTags.map { tag in
            ConfigValue.list(["unexpected_block", .string("Found unexpected '\(tag.name)' block tag.")])
        }
        return .blocks(.list(blocks), warnings: warnings.isEmpty ? nil : .list(warnings))
    }

    // MARK: Comparing

    private func compare(_ outcome: Outcome) -> String? {
        if let expected = testCase["error"] { return compare(outcome, error: expected) }
        switch outcome {
        case .text(let text):
            let expected = testCase["expected"]?.string ?? "?"
            return sameText(text, expected) ? nil : "expected \(expected.debugDescription), got \(text.debugDescription)"
        case .value(let value):
            guard let recorded = testCase["value"], let expected = try? ValueEncoding.normalized(recorded) else { return "no value" }
            return value == expected ? nil : "expected \(Self.show(expected)), got \(Self.show(value))"
        case .blocks(let blocks, let warnings):
            if blocks != testCase["blocks"] { return "expected \(Self.show(testCase["blocks"])), got \(Self.show(blocks))" }
            let expected = testCase["warnings"] ?? .null
            return warnings ?? .null == expected ? nil : "warnings: expected \(Self.show(expected)), got \(Self.show(warnings))"
        case .failed(let error): return "failed with \(error.kind.rawValue): \(error.message)"
        case .failedBlocks(let error): return "failed with \(error.name): \(error.message)"
        }
    }

    private func compare(_ outcome: Outcome, error expected: ConfigValue) -> String? {
        let kind = expected["kind"]?.string ?? ""
        let message = expected["message"]?.string ?? ""
        switch outcome {
        case .failed(let error):
            if error.kind.rawValue != kind { return "expected \(kind): \(message), got \(error.kind.rawValue): \(error.message)" }
            let mustMatch = ["syntax", "undefined", "security", "compilation"].contains(kind)
            if mustMatch, !sameText(error.message, message) {
                return "expected message \(message.debugDescription), got \(error.message.debugDescription)"
            }
            if kind == "syntax", let line = expected["line"]?.int, error.line != line {
                return "expected line \(line), got \(error.line.map(String.init) ?? "none")"
            }
            if kind == "syntax", let report = expected["dbt_message"]?.string, !sameText(error.reportedMessage, report) {
                return "expected report \(report.debugDescription), got \(error.reportedMessage.debugDescription)"
            }
            return nil
        case .failedBlocks(let error):
            if "blocks:" + error.name != kind { return "expected \(kind), got \(error.name)" }
            return sameText(error.message, message) ? nil : "expected \(message.debugDescription), got \(error.message.debugDescription)"
        case .text(let text): return "expected \(kind): \(message), got text \(text.debugDescription)"
        case .value(let value): return "expected \(kind): \(message), got \(Self.show(value))"
        case .blocks(let blocks, _): return "expected \(kind): \(message), got \(Self.show(blocks))"
        }
    }

    /// Whether an expected error has the recorded message and line too, where they are only advice.
    func followsAdvice() -> Bool {
        guard let expected = testCase["error"] else { return true }
        var effects: [ConfigValue] = []
        do {
            _ = try run(&effects)
        } catch let error as JinjaError {
            return error.message == expected["message"]?.string && error.line == expected["line"]?.int
        } catch {
            return true
        }
        return true
    }

    private static func show(_ value: ConfigValue?) -> String {
        guard let value else { return "nothing" }
        switch value.kind {
        case .null: return "null"
        case .bool(let bool): return String(bool)
        case .int(let int): return String(int)
        case .bigInteger(let digits): return digits
        case .float(let double): return "\(double)"
        case .string(let text), .date(let text), .timestamp(let text): return text.debugDescription
        case .list(let items): return "[" + items.map(show).joined(separator: ", ") + "]"
        case .map(let map): return "{" + map.entries.map { "\($0.name): \(show($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}

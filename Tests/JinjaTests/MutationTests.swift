import Diagnostics
import Foundation
import Jinja
import Testing

/// Thousands of damaged templates: each must end in text or an error, soon, never in a crash.
@Suite(.serialized)
struct MutationTests {
    private static let count = 12_000
    private static let fragments = [
        "{{", "}}", "{%", "%}", "{#", "#}", "-%}", "{%-", "(", ")", "[", "]", "{", "}", "'", "\"", "|", "~", "**", "%", "//", ".", ",", ":",
        "=",
        " if ", " else ", " for x in ", "{% endfor %}", "{% endif %}", "{% set x = ", "{% endset %}", "{% macro m(a, b=1) %}",
        "{% endmacro %}", "{% call ", "{% endcall %}", "{% raw %}", "{% endraw %}", " is ", " not ", " in ", "loop", "caller", "varargs",
        "kwargs", "self", "none", "true", "10**400", "9223372036854775807", "-1", "0", "1e308", "range(100000)", "'x' * 10000000000",
        "[1] * 10**12", "[[]]", "x", "__class__", "\\", "\u{e9}", "\u{1F600}", "\r\n", "\n", "\t", "{% break %}", "{% continue %}",
        "{% filter upper %}", "{% with a = 1 %}", "{% block b scoped %}", "{% autoescape true %}", "recursive", "{{ loop(x) }}", ";", "&",
    ]

    private static let seeds: [(text: String, mode: Template.Mode)] = {
        var seeds: [(String, Template.Mode)] = []
        for file in GoldenCase.files where file != "blocks" {
            for testCase in (try? GoldenCase.read(file)) ?? [] {
                let mode: Template.Mode = testCase.mode == "native" ? .native : (testCase.mode == "parse" ? .parse : .text)
                seeds.append((testCase.template, mode))
            }
        }
        return seeds
    }()

    /// A small generator of numbers that are the same every time (SplitMix64).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static func damaged(_ text: String, _ numbers: inout Numbers) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let place = Int.random(in: 0...bytes.count, using: &numbers)
            let end = min(bytes.count, place + Int.random(in: 0...12, using: &numbers))
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &numbers))
            case 2:
                let other = Array((seeds.randomElement(using: &numbers)?.text ?? "").utf8)
                let start = Int.random(in: 0...other.count, using: &numbers)
                bytes.insert(contentsOf: other[start..<min(other.count, start + 20)], at: place)
            default:
                let count = Int.random(in: 0..<40, using: &numbers) == 0 ? 300 : 1
                let fragment = fragments.randomElement(using: &numbers) ?? ""
                bytes.insert(contentsOf: Array(String(repeating: fragment, count: count).utf8), at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func damagedTemplatesEndInTextOrAnError() throws {
        try #require(!Self.seeds.isEmpty)
        let slow = onLargeStack {
            var numbers = Numbers(state: 20_241_121)
            var slow: [String] = []
            for _ in 0..<Self.count {
                guard let seed = Self.seeds.randomElement(using: &numbers) else { break }
                let text = Self.damaged(seed.text, &numbers)
                let start = Date()
                Self.run(text, seed.mode)
                if Date().timeIntervalSince(start) > 20 { slow.append(text) }
            }
            return slow
        }
        #expect(slow.isEmpty, "templates that took over twenty seconds: \(slow)")
    }

    private static func run(_ text: String, _ mode: Template.Mode) {
        let values: [String: Value] = [
            "x": .int(5), "l": .object(ListObject([.int(3), .string("b"), .none])), "s": .string("text"),
            "d": .object(DictObject([("a", .int(1)), ("b", .object(ListObject([.int(1)])))])),
        ]
        let renderer = Renderer(names: FixedNames(values), limits: Limits(steps: 20_000, callDepth: 60))
        do {
            _ = try renderer.renderValue(Template(text, mode: mode))
        } catch {
            #expect(error is JinjaError, "\(error) from \(text)")
        }
        let file = SourceFile(path: "m.sql", text: text)
        do {
            _ = try BlockExtraction(file, tags: BlockExtraction.macroTags)
        } catch {
            #expect(!error.message.isEmpty)
        }
    }
}

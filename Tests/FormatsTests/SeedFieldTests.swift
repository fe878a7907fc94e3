import Testing

@testable import Formats

/// The usual forms of values are recognized without the rules for all forms; what they are is what the rules say.
@Suite struct SeedFieldTests {
    private func made(of parts: [String], _ count: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: count, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
    }

    /// A number from 0 to 99 with two digits, or with as many as it needs.
    private func digits(_ number: Int, padded: Bool) -> String { padded && number < 10 ? "0\(number)" : "\(number)" }

    @Test func usualNumbersAreWhatTheRuleSays() {
        var random = SeededGenerator(seed: 3)
        var usual = 0
        for round in 0..<20_000 {
            let sign = ["", "", "-", "+", "--"].randomElement(using: &random) ?? ""
            let text = sign + made(of: ["0", "0", "00", "1", "9", "37", ".", "5", "_", "e"], round % 2 == 0 ? 1...6 : 1...18, &random)
            let bytes = Array(text.utf8)
            guard let plain = PlainNumber(bytes.span) else { continue }
            usual += 1
            let number = SeedNumber(bytes[...])
            #expect(
                number != nil && number?.places.map { [$0.whole, $0.decimal] } == [plain.places.whole, plain.places.decimal], "\(text)")
            if plain.isWrittenSo { #expect(number?.text == text, "\(text)") }
        }
        #expect(usual > 3000)
    }

    @Test func usualDatesAreWhatTheRuleSays() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<5000 {
            let year = ["2024", "2023", "1900", "0000", "0001", "9999", "20x4"].randomElement(using: &random) ?? ""
            let (month, day) = (Int.random(in: 0...13, using: &random), Int.random(in: 0...32, using: &random))
            let (hour, minute) = (Int.random(in: 0...25, using: &random), Int.random(in: 0...61, using: &random))
            func date(_ padded: Bool) -> String { "\(year)-\(digits(month, padded: padded))-\(digits(day, padded: padded))" }
            func time(_ seconds: String) -> String { "\(digits(hour, padded: true)):\(digits(minute, padded: true)):\(seconds)" }
            let usual = Array(date(true).utf8)
            let other = Array(date(false).utf8)
            let found = SeedDates.date(other, 0..<other.count)
            #expect(SeedDates.date(usual, 0..<usual.count) == found, "\(date(true))")
            #expect(CivilDate(written: usual.span).map(\.text) ?? date(true) == date(true))
            for (text, sameText) in [
                (date(true) + " " + time("07"), date(true) + "  " + time("07")),
                (date(true) + " " + time("59"), date(false) + " " + time("59")),
            ] {
                let (usual, other) = (Array(text.utf8), Array(sameText.utf8))
                #expect(SeedDates.dateTime(usual, 0..<usual.count) == SeedDates.dateTime(other, 0..<other.count), "\(text)")
                if let moment = CivilDateTime(written: usual.span, separator: UInt8(ascii: " ")) {
                    #expect(moment.text == text)
                }
            }
            let (iso, sameISO) = (Array((date(true) + "T" + time("07")).utf8), Array((date(true) + "T" + time("07.0")).utf8))
            #expect(SeedDates.isoDateTime(iso, 0..<iso.count) == SeedDates.isoDateTime(sameISO, 0..<sameISO.count), "\(date(true))")
        }
    }

    /// White space around a field does not count, whichever characters it is made of.
    @Test func trimsWhatWhiteSpaceIs() {
        for space in ["", " ", "\t", "\u{A0}", "\u{2003}", "\u{1C}", " \u{3000} "] {
            for text in ["", "x", "é", "\u{7F}", "~ !", "日"] {
                let bytes = Array((space + text + space).utf8)
                let start = text.isEmpty ? 0 : space.utf8.count
                #expect(SeedField.trimmed(bytes, 0..<bytes.count) == start..<start + text.utf8.count)
            }
        }
    }
}

import Formats
import Ledger
import Testing

@Suite struct RunFiguresTests {
    @Test func nothing() {
        let figures = RunFigures(isGood: [], seconds: [])
        #expect(figures.successRate == nil && figures.median == nil && figures.ninetyFifth == nil)
    }

    @Test func anOddNumber() {
        let figures = RunFigures(isGood: [true, false, true], seconds: [3, 1, 2])
        #expect(figures.successRate == 200.0 / 3)
        #expect(figures.median == 2)
        #expect(figures.ninetyFifth == 3)
    }

    @Test func anEvenNumber() { #expect(RunFigures(isGood: [], seconds: [4, 1, 2, 9]).median == 3) }

    /// 95 of 100 do not exceed the 95th; of 20 the 19th; of 21 the 20th.
    @Test(arguments: [(100, 95.0), (20, 19), (21, 20), (1, 1)]) func ninetyFifth(_ count: Int, _ expected: Double) {
        #expect(RunFigures(isGood: [], seconds: (1...count).map(Double.init).reversed()).ninetyFifth == expected)
    }
}

@Suite struct RedactionTests {
    private let row: ConfigMap = ["Email": "a@x", "id": .int(1), "note": .null]

    @Test func namedColumns() {
        #expect(Redaction(["EMAIL"]).text(of: row, subject: "id") == #"{"Email":"•••","id":1,"note":null}"#)
    }

    /// A test about a hidden column shows its values under other names.
    @Test func rowsOfATestAboutAHiddenColumn() {
        let row: ConfigMap = ["unique_field": "a@x", "n_records": .int(2)]
        #expect(Redaction(["email"]).text(of: row, subject: "Email") == #"{"unique_field":"•••","n_records":"•••"}"#)
        #expect(Redaction(["email"]).text(of: row, subject: nil) == #"{"unique_field":"a@x","n_records":2}"#)
    }

    @Test(arguments: ["*", "all"]) func everything(_ word: String) {
        #expect(Redaction([word]).text(of: ["id": .int(1)], subject: nil) == #"{"id":"•••"}"#)
    }

    @Test func messages() {
        let message = "duplicate key\nDETAIL:  Key (email)=(a@x) exists.\nCONTEXT: here"
        #expect(Redaction(["email"]).text(of: message) == "duplicate key\nCONTEXT: here")
        #expect(Redaction([]).text(of: message) == message)
    }
}

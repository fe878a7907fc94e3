import Testing

@testable import SQL

@Test func tokensAreEqualByPlace() { #expect(SQLToken(range: 0..<1) == SQLToken(range: 0..<1)) }

import Testing

@testable import DocsSite

@Test func markdownIsReadByTheLinkedLibrary() { #expect(MarkdownTree.reader.hasPrefix("0.")) }

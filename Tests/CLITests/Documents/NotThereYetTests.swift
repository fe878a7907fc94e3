import Foundation
import Testing

/// What `docs/compatibility.md` calls "not there yet" says so when it is used; nothing is passed over in silence.
@Suite struct NotThereYetTests {
    private static let tour = """
        ```console
        $ smelt init bakery && cd bakery
        $ mkdir osi; echo '{}' > osi/shop.json
        $ smelt parse
        …
        12:00:00  warning[parse/osi-not-read]: OSI documents are not read yet: osi/shop.json
        …
        ```
        """

    @Test func itSaysSo() throws {
        try ConsoleTour(Self.tour).expectInNewFolder()
    }
}

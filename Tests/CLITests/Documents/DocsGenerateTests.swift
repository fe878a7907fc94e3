import Foundation
import Testing

/// What `docs generate` leaves in the target folder.
@Suite struct DocsGenerateTests {
    private static let tour = """
        ```console
        $ smelt init bakery && cd bakery
        $ mkdir assets && echo hello > assets/note.txt && echo 'asset-paths: [assets, not-there]' >> dbt_project.yml
        $ smelt build
        …
        $ rm target/manifest.json
        $ smelt docs generate --no-compile
        …
        12:00:00  Building catalog
        …
        $ cat target/assets/note.txt
        hello
        $ test -e target/manifest.json # exit code 1
        $ smelt docs generate --select customer_sales
        …
        $ test -e target/manifest.json
        $ tr , '\\n' < target/catalog.json | grep -c unique_id
        1
        $ echo 'select {{ exceptions.raise_compiler_error("no") if execute }}' > models/gold/broken.sql
        $ smelt docs generate # exit code 2
        …
        $ rm models/gold/broken.sql
        $ smelt docs generate --static
        …
        $ cmp target/index.html target/static_index.html
        $ smelt docs generate --split
        …
        $ ls target/node | grep model.*customer_sales
        model.bakery.customer_sales.html
        $ touch target/node/model.bakery.gone.html target/node/note.txt
        $ smelt docs generate
        …
        $ ls target/node
        note.txt
        ```
        """

    @Test func itWritesWhatDbtDoes() throws {
        try withTemporaryFolder { folder in
            let home = URL(filePath: folder).appending(path: "home")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            for outcome in try ConsoleTour(Self.tour).run(in: home, program: URL(filePath: BuiltProgram.path)) {
                let printed = outcome.printed.joined(separator: "\n")
                #expect(outcome.code == outcome.step.code, "\(outcome.step.command)\n\(printed)")
                #expect(outcome.isAsShown, "\(outcome.step.command) prints\n\(printed)")
            }
        }
    }
}

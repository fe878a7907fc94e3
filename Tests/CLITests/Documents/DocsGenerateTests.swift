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
        $ smelt docs generate --format markdown --static # exit code 2
        …
        12:00:00  error[config/usage]: --static cannot be used with --format markdown; it is for the site alone.
        $ echo 'select 1 as id' > models/gold/extra.sql && smelt docs generate --no-compile --format markdown
        …
        $ head -1 target/docs/models/extra.md
        # extra
        $ rm models/gold/extra.sql && echo mine > target/docs/own.md && smelt docs generate --no-compile --format markdown
        …
        $ test -e target/docs/models/extra.md # exit code 1
        $ cat target/docs/own.md
        mine
        $ echo mine > target/docs/index.md && smelt docs generate --no-compile --format markdown # exit code 2
        …
           = hint: Move the file, or keep pages of your own in another folder.
        $ smelt docs generate --no-compile --format dbml
        …
        $ head -1 target/bakery.dbml
        Project "bakery" {
        ```
        """

    @Test func itWritesWhatDbtDoes() throws {
        try ConsoleTour(Self.tour).expectInNewFolder()
    }
}

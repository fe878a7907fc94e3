import Foundation
import Testing

/// What `docs/compatibility.md` calls "not there yet" says so when it is used; nothing is passed over in silence.
@Suite struct NotThereYetTests {
    private static let tour = """
        ```console
        $ smelt snapshot # exit code 2
        error: 'snapshot' is a command of dbt that smelt does not have yet.
        …
        $ smelt build --sample "2 days" # exit code 2
        error: Option '--sample' is not supported by smelt.
        …
        $ smelt init bakery && cd bakery
        $ printf 'packages:\\n  - package: dbt-labs/dbt_utils\\n    version: 1.1.1\\n' > packages.yml
        $ smelt deps # exit code 2
        …
        12:00:00  error[package-kind]: packages of the kind 'package' cannot be installed yet
        …
        $ rm packages.yml; mkdir osi; echo '{}' > osi/shop.json
        $ smelt parse
        …
        12:00:00  warning[osi-not-read]: OSI documents are not read yet: osi/shop.json
        …
        $ rm -r osi; echo "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='t', batch_size='day', begin='2024-01-01') }} select 1 as t" > models/daily.sql
        $ smelt run --select daily # exit code 1
        …
          Microbatch models cannot be built yet.
        …
        $ rm models/daily.sql; echo 'select 1 as id' > models/one.sql
        $ printf 'unit_tests:\\n  - {name: adds_up, model: one, given: [], expect: {rows: [{id: 1}]}}\\n' > models/more.yml
        $ smelt build --select one # exit code 1
        …
          Unit tests are not supported yet.
        …
        ```
        """

    @Test func itSaysSo() throws {
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

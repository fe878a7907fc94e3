import Testing

/// What `docs coverage` shows, and when it fails.
@Suite struct DocsCoverageTests {
    private static let files = [
        "smelt.yml": "layers:\n  silver: {paths: [models/silver]}\n  gold: {paths: [models/gold], docs: true}\nquality: {docs: 60}\n",
        "models/silver/orders.sql": "select 1 as id, 2 as amount, 3 as note",
        "models/silver/raw.sql": "select 1 as id",
        "models/silver/_silver.yml": """
        models:
          - name: orders
            description: One row an order.
            columns:
              - {name: id, description: Its number.}
              - name: amount
                data_tests: [not_null]
        """,
        "models/gold/sales.sql": "select * from {{ ref('orders') }}",
    ]

    private static let table = """
                 models  described  columns  described    docs
        silver        2       50 %        2       50 %    50 %
        gold          1        0 %        0          –     0 %
        project       3     33.3 %        2       50 %  41.7 %

        without a description  where
        orders.amount          models/silver/_silver.yml:6
        raw                    models/silver/raw.sql:1
        sales                  models/gold/sales.sql:1
        """

    @Test func itListsWhatIsMissing() throws {
        let shop = try Shop(.sqlite, Self.files)
        let found = try shop.smelt("--quiet", "docs", "coverage")
        #expect(found.code == 4)
        #expect(found.output.hasPrefix(Self.table + "\n"), "\(found.output)")
        #expect(found.output.contains("error[layer/required-docs]: gold model 'sales' has no description"), "\(found.output)")
        #expect(
            found.output.contains("error[gate/quality-below]: Documentation coverage is 41.7 %; smelt.yml asks for 60 %"), "\(found.output)"
        )

        shop.write("models/gold/_gold.yml", "models: [{name: sales, description: What was sold.}]")
        let report = try shop.smelt("--quiet", "docs", "coverage", "--min", "50", "--output", "json").output
        #expect(report.contains("\"described_models\": {\n    \"covered\": 2,\n    \"all\": 3\n  }"), "\(report)")
        shop.write("report.json", report)
        shop.write("models/silver/_silver.yml", "models: [{name: orders, columns: [{name: id}]}]")
        let folders = try shop.smelt(
            "--quiet", "docs", "coverage", "--by", "folder", "--output", "markdown", "--min", "10", "--compare", "report.json")
        #expect(folders.code == 4)
        #expect(
            folders.output.hasPrefix(
                """
                ### Documentation coverage of shop

                |  | models | described | columns | described | docs |
                |---|---:|---:|---:|---:|---:|
                | models/gold | 1 | 100 % | 0 | – | 100 % |
                | models/silver | 2 | 0 % | 1 | 0 % | 0 % |
                | project | 3 | 33.3 % | 1 | 0 % | 16.7 % |

                | without a description | where |
                |---|---|
                | `orders` | `models/silver/_silver.yml:1` |
                | `orders.id` | `models/silver/_silver.yml:1` |
                | `raw` | `models/silver/raw.sql:1` |

                """), "\(folders.output)")
        #expect(!folders.output.contains("quality-below"))
        #expect(
            folders.output.contains(
                "error[gate/quality-worse]: Documentation coverage of layer 'silver' fell from 50 % to 0 % since report.json"),
            "\(folders.output)")
        let none = try shop.smelt("docs", "coverage", "--min", "101")
        #expect(none.code == 2)
        #expect(none.output.contains("error[config/usage]: Option '--min' is a percentage: 101 is none."), "\(none.output)")
    }
}

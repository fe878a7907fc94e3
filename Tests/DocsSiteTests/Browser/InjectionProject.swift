import Foundation

/// A project in which every text that a user can write is one of `Fixtures/payloads.txt`: a model for each payload, and around it whatever else
/// carries texts. Properties are written as JSON, which is YAML, so that no payload leaves its quotes.
struct InjectionProject {
    let folder: URL
    let payloads: [String]

    /// The payloads of the fixture.
    static func readPayloads() throws -> [String] {
        try String(contentsOf: BuiltSite.fixtures.appending(path: "payloads.txt"), encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("# ") }.map { line -> String in
                String(line).replacing(/\\u\{([0-9a-f]+)\}/) { match in
                    UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
                }
            }
    }

    /// Writes the project.
    func write() throws {
        try write(
            "dbt_project.yml", ["name": "shop", "version": "1.0.0", "profile": "shop", "flags": ["send_anonymous_usage_stats": false]])
        try write(
            "profiles.yml",
            [
                "shop": [
                    "target": "dev",
                    "outputs": [
                        "dev": [
                            "type": "sqlite", "threads": 1, "database": "main", "schema": "main",
                            "schemas_and_paths": ["main": "target/shop.db"], "schema_directory": "target",
                        ]
                    ],
                ]
            ])
        try write("models/overview.md", "{% docs __overview__ %}\n# Overview\n\n\(payloads.joined(separator: "\n\n"))\n{% enddocs %}\n")
        for (number, payload) in payloads.enumerated() { try writeAround(payload, number) }
        try writeProperties()
        try writeNames()
    }

    /// Names of models, which are names of files, and of their folder; and a seed that is no text.
    private func writeNames() throws {
        for name in Self.names { try write("models/<img src=x onerror=hit()>/\(name).sql", "select 1 as id") }
        let seed = folder.appending(path: "seeds/bytes.csv")
        try (Data("id,text\n1,".utf8) + [0xff, 0xfe] + Data("<script>hit()</script>\n".utf8)).write(to: seed)
    }

    /// Names that may stand in a file's name and have no blank.
    static let names = [
        "__proto__", "constructor", "<svg\tonload=hit()>", "\"onload=\"hit()", "'-hit()-'", "${hit()}", "&lt;img&gt;", "%3Cscript%3E",
        "a?b#c",
        "javascript:hit()", "\u{202e}gnp",
    ]

    /// A payload between Jinja's own signs, as the text of a template.
    private func raw(_ text: String) -> String { "{% raw %}\(text){% endraw %}" }

    private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    private func identifier(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

    /// The name of the column that has the name of a payload.
    func column(_ payload: String) -> String { payload }

    /// Files of one payload.
    private func writeAround(_ payload: String, _ number: Int) throws {
        let sql = """
            -- \(raw(payload))
            /* \(raw(payload.replacing("*/", with: "* /"))) */
            select 1 as id, \(raw(quoted(payload))) as text, 2 as \(raw(identifier(column(payload))))
            from {{ ref('seed_\(number)') }}
            """
        try write("models/model_\(number).sql", sql)
        try write("seeds/seed_\(number).csv", "id,text\n1,\"\(payload.replacing("\"", with: "\"\""))\"\n")
        try write("models/docs_\(number).md", "{% docs doc_\(number) %}\n\(raw(payload))\n{% enddocs %}\n")
        try write("macros/macro_\(number).sql", "{% macro macro_\(number)(word) %}\n-- \(raw(payload))\n{{ word }}\n{% endmacro %}\n")
        try write("tests/failing_\(number).sql", "-- \(raw(payload))\nselect id, text from {{ ref('model_\(number)') }}\n")
        guard number % 6 == 0 else { return }
        try write(
            "tests/broken_\(number).sql",
            "select \(raw(identifier("no such " + payload))) from {{ ref('model_\(number)') }} where nowhere.x = 1\n")
        try write("analyses/analysis_\(number).sql", "-- \(raw(payload))\nselect 1\n")
    }

    /// One file of properties for everything.
    private func writeProperties() throws {
        var models: [JSON] = []
        var seeds: [JSON] = []
        var macros: [JSON] = []
        var exposures: [JSON] = []
        var tables: [JSON] = []
        var groups: [JSON] = []
        for (number, payload) in payloads.enumerated() {
            let text = JSON.string(described(payload, number))
            let word = JSON.string(payload)
            let number = String(number)
            groups.append(["name": word, "owner": ["name": word, "email": word, "slack": word]])
            models.append(model(number, word, text))
            seeds.append(["name": .string("seed_" + number), "description": text, "config": ["column_types": ["text": "text"]]])
            macros.append(
                [
                    "name": .string("macro_" + number), "description": text,
                    "arguments": [["name": "word", "type": word, "description": text]],
                ])
            exposures.append(
                [
                    "name": .string("exposure_" + number), "label": word, "type": "dashboard", "url": word, "description": text,
                    "owner": ["name": word, "email": word], "depends_on": [.string("ref('model_\(number)')")], "tags": [word],
                    "meta": meta(word),
                ])
            tables.append(
                [
                    "name": .string("table_" + number), "description": text, "identifier": word, "loader": word,
                    "columns": [["name": word, "description": text, "data_type": word]], "config": ["meta": meta(word)],
                ])
        }
        try write("models/properties.yml", ["models": .array(models), "exposures": .array(exposures), "groups": .array(groups)])
        try write("models/sources.yml", ["sources": [["name": "outside", "description": "Outside.", "tables": .array(tables)]]])
        try write("seeds/properties.yml", ["seeds": .array(seeds)])
        try write("macros/properties.yml", ["macros": .array(macros)])
    }

    private func model(_ number: String, _ word: JSON, _ text: JSON) -> JSON {
        let accepted: JSON = [
            "accepted_values": [
                "name": .string("accepted_\(number)"), "description": text,
                "arguments": ["values": ["nothing", word]], "config": ["severity": "warn", "tags": [word], "meta": meta(word)],
            ]
        ]
        return [
            "name": .string("model_" + number), "description": text,
            "config": ["tags": [word], "group": word, "meta": meta(word), "docs": ["node_color": word]],
            "columns": [
                ["name": "id", "description": .string("{{ doc('doc_\(number)') }}"), "data_type": word, "data_tests": [accepted]],
                ["name": word, "description": text, "data_type": word, "tags": [word], "meta": meta(word), "quote": true],
            ],
        ]
    }

    /// Meta with the payload as a key and as a value, at two depths.
    private func meta(_ word: JSON) -> JSON {
        ["owner": word, "in": ["list": [word, ["key": word]]], "more": .object([word.string: word])]
    }

    /// A description; Jinja renders these, so its signs are kept from it.
    private func described(_ payload: String, _ number: Int) -> String {
        payload.contains("{{") || payload.contains("{%") || payload.contains("{#") || payload.contains("#{") ? "Text \(number)" : payload
    }

    /// JSON as YAML reads it: what is no plain sign there stands as its number.
    private func write(_ path: String, _ value: JSON) throws {
        let text = value.text.unicodeScalars.map { scalar in
            (0x7f...0xffff).contains(scalar.value) ? String(format: "\\u%04x", Int(scalar.value)) : String(Character(scalar))
        }
        try write(path, text.joined())
    }

    private func write(_ path: String, _ text: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
}

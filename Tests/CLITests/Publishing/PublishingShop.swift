import Foundation

/// Numbers that look random and are the same on every run of a test.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// A project of random models over three layers. Each row of each model says by which generation it was built, and whether it is bad; the gate of
/// a model refuses bad rows.
struct RandomProject {
    /// One model.
    struct Model {
        let name: String
        let layer: Int
        let kind: String
        let parents: [String]
    }

    static let layers = ["bronze", "silver", "gold"]

    let models: [Model]

    /// A project made from a seed.
    ///
    /// - Parameter perLayer: how many models a layer has.
    init(seed: UInt64, perLayer: Int = 3) {
        var numbers = SeededNumbers(seed)
        var models: [Model] = []
        for layer in Self.layers.indices {
            for index in 0..<perLayer {
                let reachable = models.filter { $0.layer == layer || $0.layer == layer - 1 }
                let count = reachable.isEmpty ? 0 : Int.random(in: (layer > 0 ? 1 : 0)...min(2, reachable.count), using: &numbers)
                let kind = ["table", "table", "view", "incremental"].randomElement(using: &numbers) ?? "table"
                models.append(
                    Model(
                        name: "\(Self.layers[layer])_\(index)", layer: layer, kind: kind,
                        parents: Array(reachable.map(\.name).shuffled(using: &numbers).prefix(count)).sorted()))
            }
        }
        self.models = models
    }

    /// The project's files.
    func files(publish: String, method: String = "swap") -> [String: String] {
        var files = [
            "smelt.yml": """
            layers:
              bronze: {paths: [models/bronze], reads: [bronze]}
              silver: {paths: [models/silver], reads: [bronze, silver]}
              gold: {paths: [models/gold], reads: [silver, gold]}
            publish: {unit: \(publish), method: \(method)}
            keep: 2
            """,
            "tests/generic/is_good.sql": "{% test is_good(model) %}select * from {{ model }} where bad <> 0{% endtest %}",
        ]
        var properties = "version: 2\nmodels:\n"
        for model in models {
            files["models/\(Self.layers[model.layer])/\(model.name).sql"] = Self.text(model)
            properties += "  - {name: \(model.name), data_tests: [is_good]}\n"
        }
        files["models/models.yml"] = properties
        return files
    }

    /// Every model has 40 rows, all of one generation. What a view shows comes from its parents.
    private static func text(_ model: Model) -> String {
        let unique = model.kind == "incremental" ? ", unique_key='id', incremental_strategy='delete+insert'" : ""
        let bad = "{{ 1 if '\(model.name)' in var('bad', '').split(',') else 0 }}"
        let columns: String
        if model.kind == "view", let first = model.parents.first {
            columns = "select id, v, bad + \(bad) as bad from {{ ref('\(first)') }}"
        } else {
            let inherited = model.parents.map { "(select max(bad) from {{ ref('\($0)') }})" }.joined(separator: " + ")
            columns = "select id, {{ var('v') }} as v, \(bad)\(inherited.isEmpty ? "" : " + " + inherited) as bad from ids"
        }
        return """
            {{ config(materialized='\(model.kind)'\(unique)) }}
            with recursive ids(id) as (select 1 union all select id + 1 from ids where id < 40)
            \(columns)
            """
    }

    /// One query over a group of models: one row a model, its name, least and greatest generation, worst row and number of rows.
    func query(_ names: [String], schema: String) -> String {
        names.map { "select '\($0)' as name, min(v) as low, max(v) as high, max(bad) as bad, count(*) as n from \(schema).\($0)" }
            .joined(separator: " union all ")
    }

    /// The models that have to be of one generation at every moment.
    func groups(publish: String) -> [[String]] {
        switch publish {
        case "run": [models.map(\.name)]
        case "layer": Self.layers.indices.map { layer in models.filter { $0.layer == layer }.map(\.name) }
        default: models.map { [$0.name] }
        }
    }
}

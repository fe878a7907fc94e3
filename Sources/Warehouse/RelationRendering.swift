extension Relation {
    /// A name in the quote character; inner quotes are left as they are, as in dbt.
    public func quoted(_ name: String) -> String { style.quoteCharacter + name + style.quoteCharacter }

    /// The included parts, quoted by policy and joined by points; empty where nothing is left.
    public func render() -> String {
        var parts: [String] = []
        for part in RelationPart.allCases {
            guard includePolicy[part], let name = self[part] else { continue }
            parts.append(quotePolicy[part] ? quoted(name) : name)
        }
        if let informationSchemaView { parts.append(informationSchemaView) }
        return parts.joined(separator: ".")
    }

    /// The written form with the row limit around it (`--empty`); the plain form where there is no limit.
    public func renderLimited() -> String {
        let rendered = render()
        guard let limit else { return rendered }
        if limit == 0 { return "(select * from \(rendered) where false limit 0)\(alias("limit"))" }
        return "(select * from \(rendered) limit \(limit))\(alias("limit"))"
    }

    /// A written form with the event-time window around it; unchanged where there is no window.
    public func renderEventTimeFiltered(_ rendered: String? = nil) -> String {
        let inner = rendered ?? render()
        guard let condition = eventTimeFilter?.condition(through: style.eventTimeFunction), !condition.isEmpty else { return inner }
        return "(select * from \(inner) where \(condition))\(alias("et_filter"))"
    }

    private func alias(_ purpose: String) -> String { requiresAlias ? " _dbt_\(purpose)_subq_\(identifier ?? "None")" : "" }

    /// What a template writes for the relation: the name with limit and window, functions always plain.
    public var text: String {
        if isFunction { return render() }
        let rendered = limit == nil ? render() : renderLimited()
        return eventTimeFilter == nil ? rendered : renderEventTimeFiltered(rendered)
    }

    /// The form of Python's `repr`: `<PostgresRelation "db"."schema"."name">`.
    public var debugText: String {
        "<\(informationSchemaView == nil && !isInformationSchema ? style.className : "InformationSchema") \(render())>"
    }

    private var isInformationSchema: Bool { identifier == "INFORMATION_SCHEMA" && !quotePolicy.identifier && kind == .view }
}

extension Relation {
    /// The relation with other quoting; nil keeps an answer.
    public func quote(database: Bool? = nil, schema: Bool? = nil, identifier: Bool? = nil) -> Relation {
        var copy = self
        copy.quotePolicy = quotePolicy.replacing(database: database, schema: schema, identifier: identifier)
        return copy
    }

    /// The relation with other parts written; nil keeps an answer.
    public func include(database: Bool? = nil, schema: Bool? = nil, identifier: Bool? = nil) -> Relation {
        var copy = self
        copy.includePolicy = includePolicy.replacing(database: database, schema: schema, identifier: identifier)
        return copy
    }

    /// The relation with some parts of its name replaced; a part given as nil is removed, a part not given stays.
    /// Throws a usage error where the new name is too long.
    public func replacingPath(_ parts: [RelationPart: String?]) throws(WarehouseError) -> Relation {
        var copy = self
        for (part, name) in parts { copy[part] = name }
        return try copy.checked()
    }

    /// dbt's `incorporate(path=…, type=…)`: some parts and the kind replaced. Throws a usage error where the new name is too long.
    public func incorporate(path parts: [RelationPart: String?] = [:], kind: RelationKind? = nil) throws(WarehouseError) -> Relation {
        var copy = self
        if let kind { copy.kind = kind }
        return try copy.replacingPath(parts)
    }

    /// The schema the relation lies in: no identifier, none written.
    public func withoutIdentifier() -> Relation {
        var copy = include(identifier: false)
        copy.identifier = nil
        return copy
    }

    /// The information schema of the relation's database, or one view in it: `"db".INFORMATION_SCHEMA.COLUMNS`.
    public func informationSchema(_ view: String? = nil) -> Relation {
        var copy = Relation(database: database, schema: nil, identifier: "INFORMATION_SCHEMA", kind: .view, style: style)
        copy.includePolicy = includePolicy.replacing(database: database != nil, schema: false, identifier: true)
        copy.quotePolicy = quotePolicy.replacing(identifier: false)
        copy.informationSchemaView = view
        return copy
    }

    /// Whether the given parts are this relation's. Throws an `ambiguous` error where they agree but for case or quotes, and a usage error
    /// where no part is given.
    public func matches(
        database: String? = nil, schema: String? = nil, identifier: String? = nil
    ) throws(WarehouseError) -> Bool {
        let wanted: [(RelationPart, String)] = [(.database, database), (.schema, schema), (.identifier, identifier)]
            .compactMap { part, name in name.map { (part, $0) } }
        guard !wanted.isEmpty else {
            throw WarehouseError(.usage, "Tried to match relation, but no search path was passed!")
        }
        let exact = wanted.allSatisfy { isExactMatch($0, $1) }
        if exact { return true }
        let approximate = wanted.allSatisfy { part, name in
            strippingQuotes((self[part] ?? "None").lowercased()) == strippingQuotes(name.lowercased())
        }
        guard approximate else { return false }
        let target = Relation(database: database, schema: schema, identifier: identifier, style: style)
        throw WarehouseError(
            .ambiguous,
            "When searching for a relation, dbt found an approximate match. Instead of guessing \n"
                + "which relation to use, dbt will move on. Please delete \(text), or rename it to be less ambiguous.\n"
                + "Searched for: \(target.text)\nFound: \(text)")
    }

    private func isExactMatch(_ part: RelationPart, _ name: String) -> Bool {
        if dbtCreated, !quotePolicy[part] { return self[part]?.lowercased() == name.lowercased() }
        return self[part] == name
    }

    private func strippingQuotes(_ name: String) -> Substring {
        var rest = Substring(name)
        guard let quote = style.quoteCharacter.first, style.quoteCharacter.count == 1 else { return rest }
        while rest.first == quote { rest.removeFirst() }
        while rest.last == quote { rest.removeLast() }
        return rest
    }
}

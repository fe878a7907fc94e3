import Formats

/// JSON as it stands in the page.
enum SiteJSON {
    /// One object with these members, on one line. No `<` is in it, so that it can stand in a script element whatever it says.
    static func object(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(style: .compact)
        json.beginObject()
        members(&json)
        json.endObject()
        // A writer that spills nothing has nothing to throw.
        return escaped((try? json.finish()) ?? [])
    }

    /// `<` stands in texts alone, where JSON lets any character be written by its number.
    private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        let sign = UInt8(ascii: "<")
        guard bytes.contains(sign) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        for byte in bytes {
            if byte == sign { result += #"\u003c"#.utf8 } else { result.append(byte) }
        }
        return result
    }
}

/// Members that are left out where there is nothing to say.
extension JSONWriter {
    mutating func text(_ name: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        key(name)
        string(text)
    }

    mutating func texts(_ name: String, _ texts: [String]) { list(name, texts) { $0.string($1) } }

    mutating func number(_ name: String, _ number: Int?) {
        guard let number else { return }
        key(name)
        int(number)
    }

    mutating func numbers(_ name: String, _ numbers: [Int]) { list(name, numbers) { $0.int($1) } }

    /// A number with at most three digits behind the point.
    mutating func decimal(_ name: String, _ number: Double?) {
        guard let number, number.isFinite else { return }
        key(name)
        double((number * 1000).rounded() / 1000)
    }

    mutating func flag(_ name: String, _ isSet: Bool) {
        guard isSet else { return }
        key(name)
        bool(true)
    }

    mutating func values(_ name: String, _ values: [ConfigValue]) { list(name, values) { $0.value($1) } }

    mutating func map(_ name: String, _ map: ConfigMap) {
        guard !map.isEmpty else { return }
        key(name)
        value(.map(map))
    }

    mutating func object(_ name: String, _ members: (inout JSONWriter) -> Void) {
        key(name)
        beginObject()
        members(&self)
        endObject()
    }

    mutating func objects<Element>(_ name: String, _ elements: [Element], _ members: (inout JSONWriter, Element) -> Void) {
        list(name, elements) { json, element in
            json.beginObject()
            members(&json, element)
            json.endObject()
        }
    }

    mutating func list<Element>(_ name: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
        guard !elements.isEmpty else { return }
        key(name)
        beginArray()
        for element in elements { write(&self, element) }
        endArray()
    }
}

import Diagnostics
import ErrorCodes
import Formats
import Graph

extension Report {
    /// The report as SARIF 2.1.0: every finding as a result at its place, every kind of message as a rule.
    public var sarif: [UInt8] {
        var json = JSONWriter(style: JSONWriter.Style(isASCII: false, spaced: true, indent: 2, allowsNonFinite: false))
        var names: [String] = []
        for finding in findings where !names.contains(finding.rule) { names.append(finding.rule) }
        json.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.list("runs") { json in
                json.object { writeRun(names, to: &$0) }
            }
        }
        return (try? json.finish()) ?? []
    }

    private func writeRun(_ names: [String], to json: inout JSONWriter) {
        json.object("tool") { json in
            json.object("driver") { json in
                json.member("name", "smelt")
                json.member("version", version)
                json.list("rules") { json in
                    for name in names { write(name, AllCodes.named(name), to: &json) }
                }
            }
        }
        json.list("invocations") { json in
            json.object { json in
                json.key("executionSuccessful")
                json.bool(exitCode == 0)
                json.key("exitCode")
                json.int(exitCode)
                json.member("startTimeUtc", startedAt.artifactText)
            }
        }
        json.member("columnKind", "unicodeCodePoints")
        let prints = fingerprints
        json.list("results") { json in
            for (index, finding) in findings.enumerated() { write(finding, names, prints[index], to: &json) }
        }
    }

    private func write(_ name: String, _ code: ErrorCode?, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", name)
            json.text("shortDescription", code?.title ?? name)
            guard let code else { return }
            json.object("help") { json in
                json.member("text", code.explanation)
                json.member("markdown", code.explanation)
            }
        }
    }

    private func write(_ finding: Finding, _ names: [String], _ fingerprint: String, to json: inout JSONWriter) {
        json.object { json in
            json.member("ruleId", finding.rule)
            if let index = names.firstIndex(of: finding.rule) {
                json.key("ruleIndex")
                json.int(index)
            }
            json.member("level", finding.severity.rawValue)
            json.text("message", finding.wholeText)
            json.list("locations") { json in
                json.object { write(finding.place ?? standInPlace, to: &$0) }
            }
            if !finding.related.isEmpty { write(finding.related, to: &json) }
            json.object("partialFingerprints") { $0.member("smelt/v1", fingerprint) }
        }
    }

    private func write(_ related: [Finding.Related], to json: inout JSONWriter) {
        json.list("relatedLocations") { json in
            for one in related {
                json.object { json in
                    write(one.place, to: &json)
                    json.text("message", one.message)
                }
            }
        }
    }

    private func write(_ place: Place, to json: inout JSONWriter) {
        json.object("physicalLocation") { json in
            json.object("artifactLocation") { json in
                json.member("uri", SourceLinks.escaped(place.path))
                json.member("uriBaseId", "%SRCROOT%")
            }
            json.object("region") { json in
                let parts = [
                    ("startLine", place.line), ("startColumn", place.column), ("endLine", place.endLine), ("endColumn", place.endColumn),
                ]
                for (name, number) in parts {
                    guard let number else { continue }
                    json.key(name)
                    json.int(number)
                }
            }
        }
    }
}

extension JSONWriter {
    /// Writes an object, its members by `content`.
    mutating func object(_ content: (inout JSONWriter) -> Void) {
        beginObject()
        content(&self)
        endObject()
    }

    /// Writes an object under a key.
    mutating func object(_ name: String, _ content: (inout JSONWriter) -> Void) {
        key(name)
        object(content)
    }

    /// Writes a list under a key, its elements by `content`.
    mutating func list(_ name: String, _ content: (inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        content(&self)
        endArray()
    }

    /// Writes a string under a key.
    mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes an object that holds a text, as SARIF has it for all that people read.
    mutating func text(_ name: String, _ value: String) {
        object(name) { $0.member("text", value) }
    }
}

internal import CYAML
internal import Diagnostics

/// Builds the value of one document from libyaml's events, without recursion, and collects what is wrong on the way.
struct YAMLComposer {
    let file: SourceFile
    private let range: Range<Int>
    private let source: YAMLEventSource
    var marks: YAMLMarks
    var diagnostics: [Diagnostic] = []
    var failed = false

    /// Lists and mappings that are open, outermost first.
    private var open: [YAMLCollection] = []
    /// What each anchor stands for.
    private var anchors: [String: Anchor] = [:]
    /// How much aliases have brought in so far.
    private var aliasWeight = 0
    private var root: ConfigValue?

    /// What an anchor stands for.
    private struct Anchor {
        /// Nil while the anchored collection is still open.
        var node: YAMLNode?
        let span: SourceSpan
    }

    init(file: SourceFile, range: Range<Int>) {
        self.file = file
        self.range = range
        self.source = YAMLEventSource(file.bytes[range])
        self.marks = YAMLMarks(bytes: file.bytes, base: range.lowerBound)
    }

    /// Reads the whole text.
    mutating func read() -> (value: ConfigValue?, diagnostics: [Diagnostic]) {
        var documents = 0
        while true {
            guard source.advance() else {
                report(source.problem)
                break
            }
            let event = source.event
            if event.type == YAML_STREAM_END_EVENT { break }
            if event.type == YAML_DOCUMENT_START_EVENT {
                documents += 1
                if documents > 1 {
                    reportSecondDocument(at: span(event))
                    break
                }
            } else if !take(event) {
                break
            }
        }
        diagnostics.sort { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
        return (failed ? nil : root ?? .null, diagnostics)
    }

    /// Takes one event of a node; false stops reading.
    private mutating func take(_ event: yaml_event_t) -> Bool {
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let place = contentSpan(event, hasProperties: scalar.anchor != nil || scalar.tag != nil)
            let node = scalarNode(scalar, at: place, from: span(event))
            return define(yaml_event_t.text(scalar.anchor), as: node, at: span(event)) && add(node)
        case YAML_ALIAS_EVENT:
            return addAlias(yaml_event_t.text(event.data.alias.anchor) ?? "", at: span(event))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return begin(
                event, isMap: false, isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, anchor: yaml_event_t.text(start.anchor),
                tag: yaml_event_t.text(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return begin(
                event, isMap: true, isFlow: start.style == YAML_FLOW_MAPPING_STYLE, anchor: yaml_event_t.text(start.anchor),
                tag: yaml_event_t.text(start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return end(event)
        default:
            return true
        }
    }

    // MARK: Collections

    private mutating func begin(_ event: yaml_event_t, isMap: Bool, isFlow: Bool, anchor: String?, tag: String?) -> Bool {
        let place = contentSpan(event, hasProperties: anchor != nil || tag != nil)
        guard open.count < YAMLReader.depthLimit else {
            fail("lists and mappings nest more than \(YAMLReader.depthLimit) levels deep", at: place, id: "yaml-limit")
            return false
        }
        guard define(anchor, as: nil, at: span(event)) else { return false }
        open.append(YAMLCollection(isMap: isMap, isFlow: isFlow, anchor: anchor, tag: tag, span: place, start: span(event)))
        return true
    }

    private mutating func end(_ event: yaml_event_t) -> Bool {
        guard var collection = open.popLast() else { return true }
        // A block collection ends with its last member: libyaml's own end mark lies behind the comments that follow.
        let end = collection.isFlow ? marks.byteOffset(ofCodePoint: Int(clamping: event.end_mark.index)) : collection.lastEnd
        collection.span = SourceSpan(file, collection.span.start, max(collection.span.start, end))
        let value = collection.build(reportingTo: &self)
        let node = YAMLNode(value, weight: collection.weight)
        if let anchor = collection.anchor { anchors[anchor]?.node = node }
        return add(node)
    }

    private mutating func add(_ node: YAMLNode) -> Bool {
        guard !open.isEmpty else {
            if let special = node.special { failTag(special.tag, on: "scalar", at: node.value.span) }
            root = node.value
            return true
        }
        if let special = node.special, open.last?.expectsKey != true {
            failTag(special.tag, on: "scalar", at: node.value.span)
        }
        open[open.count - 1].add(node)
        return true
    }

    // MARK: Anchors

    private mutating func define(_ anchor: String?, as node: YAMLNode?, at place: SourceSpan) -> Bool {
        guard let anchor else { return true }
        if let first = anchors[anchor] {
            fail("the anchor '&\(anchor)' is defined twice", at: place, notes: [.init("first defined here", at: first.span)])
            return false
        }
        anchors[anchor] = Anchor(node: node, span: place)
        return true
    }

    private mutating func addAlias(_ name: String, at place: SourceSpan) -> Bool {
        guard let anchor = anchors[name] else {
            fail("found undefined alias '*\(name)'", at: place, hint: "quote the value if it is meant as text: \"*\(name)\"")
            return false
        }
        guard let node = anchor.node else {
            fail("the alias '*\(name)' stands inside what it names", at: place, notes: [.init("the anchor is here", at: anchor.span)])
            return false
        }
        aliasWeight += node.weight
        guard aliasWeight <= YAMLReader.aliasLimit else {
            fail(
                "aliases make this file stand for more than \(YAMLReader.aliasLimit) values", at: place,
                notes: [.init("'*\(name)' alone stands for \(node.weight)", at: anchor.span)], id: "yaml-limit")
            return false
        }
        return add(node)
    }

    // MARK: Places

    private mutating func span(_ event: yaml_event_t) -> SourceSpan {
        SourceSpan(
            file, marks.byteOffset(ofCodePoint: Int(clamping: event.start_mark.index)),
            marks.byteOffset(ofCodePoint: Int(clamping: event.end_mark.index)))
    }

    /// The place of a node without its anchor and tag.
    private mutating func contentSpan(_ event: yaml_event_t, hasProperties: Bool) -> SourceSpan {
        let whole = span(event)
        guard hasProperties else { return whole }
        var start = whole.start
        let bytes = file.bytes
        while start < whole.end, bytes[start] == UInt8(ascii: "&") || bytes[start] == UInt8(ascii: "!") {
            while start < whole.end, bytes[start] > 0x20 { start += 1 }
            while start < whole.end, bytes[start] <= 0x20 { start += 1 }
        }
        return SourceSpan(file, start, whole.end)
    }

    /// The place of one code point of libyaml's account.
    mutating func point(_ index: Int) -> SourceSpan {
        let start = marks.byteOffset(ofCodePoint: index)
        return SourceSpan(file, start, start)
    }

    /// Where the text that is read starts in the file.
    var base: Int { range.lowerBound }
}

/// A value on its way into a list or mapping.
struct YAMLNode {
    let value: ConfigValue
    /// How many values it stands for, its own aliases counted out; long text counts more.
    let weight: Int
    /// A plain `<<` or `=`, which mean something as keys and nothing elsewhere.
    let special: YAMLScalarType?

    init(_ value: ConfigValue, weight: Int, special: YAMLScalarType? = nil) {
        self.value = value
        self.weight = weight
        self.special = special
    }

    /// Whether the key brings the keys of other mappings in.
    var isMerge: Bool { special == .merge }
}

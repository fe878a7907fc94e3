/// A column of a resource, both as numbers.
struct Origin: Hashable, Comparable {
    let resource: Int32
    let column: Int32

    static func < (left: Origin, right: Origin) -> Bool {
        left.resource != right.resource ? left.resource < right.resource : left.column < right.column
    }
}

/// Where the values of a column come from.
struct ColumnSource: Equatable {
    /// The columns they are made of, sorted, each once.
    private(set) var origins: [Origin] = []
    /// Whether the values are taken over as they are.
    var isCopied = false
    /// Why there may be origins that are not known.
    var reason: String?

    /// A value made of nothing that is read: a constant.
    static let constant = ColumnSource()

    /// A source of which nothing is known.
    static func unknown(_ reason: String) -> ColumnSource { ColumnSource(reason: reason) }

    /// A column as it is.
    static func column(_ origin: Origin) -> ColumnSource { ColumnSource(origins: [origin], isCopied: true) }

    /// Adds the origins of another source.
    mutating func use(_ other: ColumnSource) {
        if reason == nil { reason = other.reason }
        guard !other.origins.isEmpty else { return }
        if origins.isEmpty {
            origins = other.origins
        } else if other.origins.count == 1, let origin = other.origins.first {
            insert(origin)
        } else if origins != other.origins {
            merge(other.origins)
        }
    }

    private mutating func insert(_ origin: Origin) {
        let place = origins.firstIndex { !($0 < origin) } ?? origins.count
        guard place == origins.count || origins[place] != origin else { return }
        origins.insert(origin, at: place)
    }

    private mutating func merge(_ others: [Origin]) {
        var result: [Origin] = []
        result.reserveCapacity(origins.count + others.count)
        var (left, right) = (0, 0)
        while left < origins.count || right < others.count {
            let takesLeft = right == others.count || (left < origins.count && origins[left] < others[right])
            let next = takesLeft ? origins[left] : others[right]
            if takesLeft { left += 1 } else { right += 1 }
            if result.last != next { result.append(next) }
        }
        origins = result
    }

    /// The same source of a value that is another one.
    var changed: ColumnSource {
        var copy = self
        copy.isCopied = false
        return copy
    }

    /// The source of a value that comes from this one or from another one.
    func or(_ other: ColumnSource) -> ColumnSource {
        var result = self
        result.use(other)
        result.isCopied = isCopied && other.isCopied
        return result
    }
}

/// One column of something that is read or given; a reference, because lists of columns are handed on often.
final class BoundColumn: Equatable {
    let name: SQLName
    let source: ColumnSource

    init(name: SQLName, source: ColumnSource) {
        self.name = name
        self.source = source
    }

    static func == (left: BoundColumn, right: BoundColumn) -> Bool {
        left === right || (left.name == right.name && left.source == right.source)
    }
}

/// What a relation or a result consists of.
enum ColumnEntry: Equatable {
    case column(BoundColumn)
    /// Columns that are there and of which not even the names are known.
    indirect case rest(Rest)
}

/// Columns whose names are not known.
struct Rest: Equatable {
    /// What a column is that is asked for by name.
    enum Meaning: Equatable {
        /// The column of that name of a resource.
        case resource(Int)
        /// All have one source.
        case source(ColumnSource)
        case unknown
    }

    let meaning: Meaning
    /// Why they are not known.
    let reason: String
}

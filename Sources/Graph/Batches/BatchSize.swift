/// The length of a microbatch model's batches.
public enum BatchSize: String, Sendable, CaseIterable {
    case hour, day, month, year

    /// The beginning of the batch a moment lies in.
    public func truncate(_ moment: Timestamp) -> Timestamp {
        let fields = moment.fields
        let start: Timestamp? =
            switch self {
            case .hour: Timestamp(year: fields.year, month: fields.month, day: fields.day, hour: fields.hour)
            case .day: Timestamp(year: fields.year, month: fields.month, day: fields.day)
            case .month: Timestamp(year: fields.year, month: fields.month, day: 1)
            case .year: Timestamp(year: fields.year, month: 1, day: 1)
            }
        return start ?? .earliest
    }

    /// The beginning of the batch that lies so many batches after the one of a moment.
    public func offset(_ moment: Timestamp, by count: Int) -> Timestamp { shift(truncate(moment), by: count) }

    /// The moment itself where a batch begins with it, else the beginning of the next one.
    public func ceiling(_ moment: Timestamp) -> Timestamp { truncate(moment) == moment ? moment : offset(moment, by: 1) }

    /// A moment so many hours, days, months or years later; a day that the month does not have becomes its last one.
    public func shift(_ moment: Timestamp, by count: Int) -> Timestamp {
        switch self {
        case .hour, .day:
            let seconds = Self.sum(moment.seconds, count, self == .hour ? 3600 : 86_400)
            // Python's calendar, the years 1 to 9999.
            return Timestamp(seconds: max(Timestamp.earliest.seconds, min(253_402_300_799, seconds)), microseconds: moment.microseconds)
        case .month, .year:
            let fields = moment.fields
            let months = Self.sum(fields.year * 12 + fields.month - 1, count, self == .year ? 12 : 1)
            guard months >= 12 else { return .earliest }
            let (year, month) = (months / 12, months % 12 + 1)
            let clock = moment.seconds - BatchSize.day.truncate(moment).seconds
            let day = min(fields.day, Timestamp.days(inMonth: month, of: year))
            guard let date = Timestamp(year: year, month: month, day: day) else { return .earliest }
            return Timestamp(seconds: date.seconds + clock, microseconds: moment.microseconds)
        }
    }

    /// `base + count * unit`, kept within ten thousand years around 1970, which no calendar of ours leaves.
    private static func sum(_ base: Int, _ count: Int, _ unit: Int) -> Int {
        let limit = 10_000 * 366 * 86_400
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return count < 0 ? -limit : limit }
        return max(-limit, min(limit, base + max(-limit, min(limit, product))))
    }

    /// The beginning of a batch in words: `2020`, `2020-01`, `2020-01-01`, `2020-01-01T13`.
    func label(_ start: Timestamp) -> String {
        let length =
            switch self {
            case .year: 4
            case .month: 7
            case .day: 10
            case .hour: 13
            }
        return String(start.isoText.prefix(length))
    }
}

extension Timestamp {
    /// The first moment of the year 1, before which there are no batches.
    fileprivate static let earliest = Timestamp(seconds: -719_162 * 86_400, microseconds: 0)
}

/// Works out which batches a microbatch model is to be built for.
public struct BatchPlan: Sendable {
    /// The length of a batch.
    public var size: BatchSize
    /// The first moment of all data: `begin`; nil where it is not said.
    public var begin: Timestamp?
    /// How many batches before the last are built again.
    public var lookback: Int
    /// The span that was asked for; nil for none.
    public var asked: EventTimeWindow?
    /// Whether the table is there and only new rows are wanted.
    public var isIncremental: Bool
    /// The end where none was asked for: when the run began.
    public var now: Timestamp

    /// A plan of its parts.
    public init(size: BatchSize, begin: Timestamp?, lookback: Int, asked: EventTimeWindow?, isIncremental: Bool, now: Timestamp) {
        self.size = size
        self.begin = begin
        self.lookback = lookback
        self.asked = asked
        self.isIncremental = isIncremental
        self.now = now
    }

    /// The batches, earliest first: at least one. Nil where the first moment is not known.
    public var batches: [Batch]? {
        let end = size.ceiling(asked?.end ?? now)
        guard let start = start(before: end) else { return nil }
        var windows: [EventTimeWindow] = []
        var from = start
        repeat {
            let next = size.offset(from, by: 1)
            guard next > from else { break }
            windows.append(EventTimeWindow(start: from, end: next))
            from = next
        } while from < end
        guard let last = windows.popLast() else { return nil }
        windows.append(EventTimeWindow(start: last.start, end: end))
        return windows.map { Batch($0, size: size) }
    }

    private func start(before end: Timestamp) -> Timestamp? {
        if let asked { return size.truncate(asked.start) }
        guard isIncremental else { return begin.map(size.truncate) }
        // An end between two batches belongs to the next one, so that one batch more has to be gone back.
        return size.offset(end, by: -(max(-1_000_000, min(1_000_000, lookback)) + 1))
    }
}

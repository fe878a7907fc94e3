import Glibc

/// The system's clock and its local zone.
enum SystemClock {
    /// Microseconds since 1970 in UTC.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    /// The offset of the system's zone at a moment given in UTC, in seconds, and its abbreviation.
    static func localZone(ofUTC utc: CivilDateTime) -> (offset: Int, name: String) {
        zone(at: time_t((utc.microseconds - CivilDateTime.epoch) / 1_000_000))
    }

    private static func zone(at moment: time_t) -> (offset: Int, name: String) {
        var moment = moment
        var parts = tm()
        guard localtime_r(&moment, &parts) != nil else { return (0, "UTC") }
        return (parts.tm_gmtoff, parts.tm_zone.map { String(cString: $0) } ?? "UTC")
    }

    /// The offset of the system's zone at a wall-clock time, in seconds.
    static func localOffset(ofLocal local: CivilDateTime) -> Int {
        var parts = tm()
        parts.tm_year = Int32(local.date.year - 1900)
        parts.tm_mon = Int32(local.date.month - 1)
        parts.tm_mday = Int32(local.date.day)
        parts.tm_hour = Int32(local.time.hour)
        parts.tm_min = Int32(local.time.minute)
        parts.tm_sec = Int32(local.time.second)
        parts.tm_isdst = -1
        return zone(at: mktime(&parts)).offset
    }

    /// Now, as the wall clock of the system's zone shows it.
    static func localNow() throws -> CivilDateTime {
        let now = now()
        let offset = zone(at: now / 1_000_000).offset
        return try CivilDateTime(microseconds: CivilDateTime.epoch + now + offset * 1_000_000)
    }

    /// Now in UTC.
    static func utcNow() throws -> CivilDateTime { try CivilDateTime(microseconds: CivilDateTime.epoch + now()) }
}

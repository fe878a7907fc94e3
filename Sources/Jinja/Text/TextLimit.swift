/// How large a text or list a template may make in one step: past it the template fails, so that the process never runs out of memory.
enum TextLimit {
    /// The most bytes (or list elements) one operation may produce.
    static let bytes = 256 << 20

    /// Throws an overflow error where a result of `count` bytes would be too large.
    static func check(_ count: Int) throws {
        if count > bytes { throw JinjaError(.overflow, "result of \(count) bytes is too large (the limit is \(bytes))") }
    }

    /// Throws where `count` times `size` bytes would be too large, whatever the product.
    static func check(_ count: Int, times size: Int) throws {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        if overflow || product > bytes { throw JinjaError(.overflow, "result is too large (the limit is \(bytes) bytes)") }
    }
}

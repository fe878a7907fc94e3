/// The lines of nodes: `1 of 28 START sql view model main.orders ..... [RUN]`.
struct ResultLine: Sendable {
    /// `--printer-width`: where the dots end.
    var width: Int

    /// A line in dbt's layout.
    ///
    /// - Parameters:
    ///   - message: What happens to what.
    ///   - status: The word in brackets, with colour codes.
    ///   - progress: The position and the number of all; nil for none.
    ///   - seconds: How long it took; nil while it runs.
    ///   - truncates: Whether a long message is cut at the width.
    func text(_ message: String, status: String, progress: (index: Int, total: Int)?, seconds: Double? = nil, truncates: Bool = false)
        -> String
    {
        let prefix = (progress.map { "\($0.index) of \($0.total) " } ?? "") + message + " "
        var justified = prefix + String(repeating: ".", count: max(0, width - prefix.count))
        if truncates, justified.count > max(0, width - 3) { justified = justified.prefix(max(0, width - 3)) + "..." }
        return "\(justified) [\(status)\(seconds.map { " in \(Self.decimal($0))s" } ?? "")]"
    }

    /// A number with a fixed number of decimals: `1.04`.
    static func decimal(_ number: Double, places: Int = 2) -> String {
        let scale = (0..<places).reduce(1) { product, _ in product * 10 }
        let scaled = (abs(number) * Double(scale)).rounded(.toNearestOrEven)
        guard scaled.isFinite, scaled < 1e18 else { return "0." + String(repeating: "0", count: places) }
        let units = Int(scaled)
        let fraction = String(String(scale + units % scale).dropFirst())
        return "\(number < 0 && units > 0 ? "-" : "")\(units / scale).\(fraction)"
    }

    /// ` in 0 hours 1 minutes and 2.50 seconds`.
    static func duration(_ seconds: Double) -> String {
        let whole = seconds.isFinite && seconds > 0 && seconds < 1e15 ? Int(seconds) : 0
        let minutes = whole / 60
        return " in \(minutes / 60) hours \(minutes % 60) minutes and \(decimal(max(0, seconds - Double(minutes * 60)))) seconds"
    }

    /// `1 seed`, `3 seeds`.
    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}

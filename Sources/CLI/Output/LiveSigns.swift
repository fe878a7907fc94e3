/// The signs of the live view, for terminals with and without characters beyond ASCII. No sign means more than the word beside it.
struct LiveSigns: Sendable {
    /// Good.
    let success: String
    /// Failed.
    let failure: String
    /// A warning.
    let warning: String
    /// Left out.
    let skip: String
    /// Nothing to do.
    let noOp: String
    /// One after the other, while something runs.
    let spinner: [String]
    /// A part of the bar that is done, and one that is not.
    let bar: (done: String, open: String)
    /// Where text was cut.
    let ellipsis: String

    /// Signs with characters beyond ASCII.
    static let unicode = LiveSigns(
        success: "✓", failure: "✗", warning: "!", skip: "↷", noOp: "·", spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
        bar: ("█", "░"), ellipsis: "…")

    /// Signs of ASCII alone.
    static let ascii = LiveSigns(
        success: "+", failure: "x", warning: "!", skip: ">", noOp: ".", spinner: ["|", "/", "-", "\\"], bar: ("#", "-"), ellipsis: "...")
}

/// The scripts of the page in the order they run.
enum SiteScripts {
    /// The names of files below `site/`.
    static let order: [String] = []
}

/// The scripts and styles of the site, in the order in which they stand in the page.
enum SiteScripts {
    /// Names of scripts below `site/`; each uses what those before it put on the global object `smelt`.
    static let order = [
        "base.js", "theme.js", "marks.js", "markdown.js", "code.js", "table.js", "unknown.js",
        "search-index.js", "problems.js", "navigation.js", "search.js",
        "overview.js", "lists.js", "follow.js", "columns.js", "node-parts.js", "node.js",
        "selector-methods.js", "selectors.js", "lineage-rows.js", "lineage-scene.js", "lineage-paint.js", "lineage-surface.js",
        "lineage-card.js",
        "lineage-list.js", "lineage-find.js", "lineage-pointing.js", "lineage-graph.js", "lineage-neighbourhood.js", "lineage-column.js",
        "lineage.js",
        "router.js",
    ]

    /// Names of styles below `site/`.
    static let styles = ["style.css", "pages.css", "lineage.css", "print.css"]
}

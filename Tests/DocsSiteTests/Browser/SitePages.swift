import Foundation
import Testing

/// What all tests of the site do with a page.
extension Page {
    /// Goes to a route of the document that is open, and waits until its page is shown.
    func visit(_ route: String) throws {
        try call(
            """
            route => new Promise(done => {
                const shown = () => requestAnimationFrame(() => setTimeout(done));
                if (location.hash === route) return shown();
                addEventListener("hashchange", shown, {once: true});
                location.hash = route;
            })
            """, .string(route))
        try wait("document.querySelector('main h1')?.textContent")
    }

    /// The data of the page: its `site`, `heads` and `details`.
    func data(_ id: String) throws -> JSON { try call("id => JSON.parse(document.getElementById(id).textContent)", .string(id)) }

    /// What the main part shows, as a reader sees it.
    func mainText() throws -> String { try evaluate("document.querySelector('main').innerText").string }

    /// What a check of `Fixtures/checks` finds.
    func check(_ name: String) throws -> [String] { try evaluate("(\(try Self.script(name)))()").strings }

    /// A place to go to, and texts that have to be shown there.
    typealias Stop = (route: String, texts: [String])

    /// Visits places, opens whatever is folded there, and gives what is wrong: texts that are not shown, and what a check finds.
    func walk(_ stops: [Stop], check name: String = "foreign") throws -> [String] {
        var found: [String] = []
        for start in stride(from: 0, to: stops.count, by: 40) {
            let some = stops[start..<min(start + 40, stops.count)]
            let list = JSON.array(some.map { ["route": .string($0.route), "texts": .array($0.texts.map(JSON.string))] })
            found += try evaluate("(\(try Self.script("walk")))(\(list.text), \(try Self.script(name)))").strings
        }
        return found
    }

    /// A function of `Fixtures/checks`, without the comment before it.
    private static func script(_ name: String) throws -> String {
        let text = try String(contentsOf: BuiltSite.fixtures.appending(path: "checks/\(name).js"), encoding: .utf8)
        return text.split(separator: "\n").drop { $0.hasPrefix("//") }.joined(separator: "\n")
    }

    /// The route of every kind of page: overview, lists, problems, lineage, search, nothing, and one resource of each type.
    func everyKindOfRoute() throws -> [String] {
        let heads = try data("heads").array
        var routes = ["#/", "#/problems", "#/lineage", "#/search?q=order", "#/nothing/here", "#/node/model.shop.gone"]
        var types: [String] = []
        for head in heads where !types.contains(head["type"].string) {
            types.append(head["type"].string)
            routes.append("#/list/\(head["type"].string)")
            routes.append(Self.route(of: head["id"].string))
        }
        return routes
    }

    /// The route of a resource.
    static func route(of id: String) -> String {
        "#/node/" + (id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "._-"))) ?? id)
    }
}

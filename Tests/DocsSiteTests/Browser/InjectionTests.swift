import Foundation
import Testing

extension BrowserTests {
    /// Texts of a project never run, load or lead anywhere, wherever they stand, and are shown as they are.
    @Suite struct InjectionTests {
        /// The project, built and documented once.
        static let site: Result<(BuiltSite, [String]), any Error> = Result {
            let project = InjectionProject(folder: try BuiltSite.keptFolder("injection"), payloads: try InjectionProject.readPayloads())
            try project.write()
            try SmeltProgram.run(["--quiet", "build"], in: project.folder, code: 1)
            let site = BuiltSite(project: project.folder)
            try site.generate()
            return (site, project.payloads)
        }

        private func hasNothing(_ found: [String]) { #expect(found.isEmpty, "\(found.prefix(40).joined(separator: "\n"))") }

        /// The page of each resource, with the texts of its payload that have to be seen there.
        private func stops(_ heads: JSON, _ payloads: [String]) -> [Page.Stop] {
            heads.array.filter { $0["type"] != "seed" && !$0["name"].string.hasPrefix("accepted_1") }.map { head in
                let name = head["name"].string
                var texts = InjectionProject.names.contains(name) ? [name] : []
                if let number = Int(name.split(separator: "_").last ?? ""), payloads.indices.contains(number) {
                    let payload = payloads[number]
                    switch head["type"].string {
                    case "model":
                        texts = [payload, "-- {% raw %}\(payload){% endraw %}", "as {% raw %}\"\(payload.replacing("\"", with: "\"\""))\""]
                    case "macro", "analysis": texts = ["-- {% raw %}\(payload){% endraw %}"]
                    case "source", "exposure": texts = [payload]
                    default: break
                    }
                }
                return (Page.route(of: head["id"].string), texts)
            }
        }

        @Test func nothingRunsOnAnyPage() throws {
            let (site, payloads) = try Self.site.get()
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address())
                let scripts = try page.evaluate("document.scripts.length")
                hasNothing(try page.walk(page.everyKindOfRoute().map { ($0, []) }))
                let stops = stops(try page.data("heads"), payloads)
                #expect(stops.count > 350)
                hasNothing(try page.walk(stops))
                #expect(try page.evaluate("document.scripts.length") == scripts)
            }
        }

        /// The address is no part of the project, and as little to be trusted.
        @Test func nothingRunsFromTheAddress() throws {
            let (site, payloads) = try Self.site.get()
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address())
                var stops: [Page.Stop] = []
                for payload in payloads {
                    let text = payload.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    for route in [
                        "search?q=\(text)", "lineage?select=\(text)&layer=\(text)&focus=\(text)", "list/\(text)",
                        "list/model?q=\(text)&tag=\(text)", "node/\(text)", "\(text)/\(text)",
                    ] {
                        stops.append(("#/" + route, []))
                    }
                    stops.append(("#!/model/\(text)", []))
                    stops.append(("#/%\(text)", []))
                }
                hasNothing(try page.walk(stops))
            }
        }

        @Test func nothingRunsInTheSearch() throws {
            let (site, payloads) = try Self.site.get()
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address())
                for payload in payloads {
                    try page.call(
                        """
                        async text => {
                            const field = document.querySelector("[role=combobox]");
                            field.focus();
                            field.value = text;
                            field.dispatchEvent(new InputEvent("input", {bubbles: true}));
                            await new Promise(done => setTimeout(done, 20));
                        }
                        """, .string(payload))
                    hasNothing(try page.check("foreign").map { "\(payload): \($0)" })
                }
            }
        }

        @Test func nothingRunsInThePartsOfASplitSite() throws {
            let (site, _) = try Self.site.get()
            let folder = site.parts.appending(path: "node")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names.count > 400)
            let visited = names.enumerated().filter { $1.hasPrefix("model.") || $0 % 20 == 0 }.map(\.element)
            try Browser.withPage(within: site.parts) { page in
                for name in visited {
                    try page.open(folder.appending(path: name).absoluteString)
                    try page.wait("document.querySelector('main h1')?.textContent")
                    hasNothing(try page.walk([(page.evaluate("location.hash").string, [])]).map { "\(name) \($0)" })
                }
            }
        }
    }
}

import Formats
import Testing

/// A mapping against a plain list of pairs, from a few keys to many: keys are found in another way from a dozen on.
@Suite struct ConfigMapTests {
    @Test func findsWhatAListOfPairsHolds() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            var map = ConfigMap()
            var pairs: [(name: String, value: Int)] = []
            let names = (0..<Int.random(in: 1...70, using: &random)).map { "key\($0)é".dropFirst($0 % 4) }.map(String.init)
            for step in 0..<200 {
                let name = names.randomElement(using: &random) ?? ""
                let place = pairs.firstIndex { $0.name == name }
                #expect(map[name]?.int == place.map { pairs[$0].value })
                let before = map
                switch (Int.random(in: 0..<4, using: &random), place) {
                case (0, let place?):
                    map[name] = nil
                    #expect(before[name]?.int == pairs[place].value)
                    pairs.remove(at: place)
                case (_, let place?):
                    map[name] = .int(step)
                    pairs[place].value = step
                case (_, nil):
                    map[name] = .int(step)
                    #expect(before[name] == nil)
                    pairs.append((name, step))
                }
                #expect(map.keys == pairs.map(\.name))
            }
            #expect(map.map { $0.value.int } == pairs.map { $0.value })
            #expect(map == ConfigMap(pairs.reversed().map { ($0.name, .int($0.value)) }))
        }
    }
}

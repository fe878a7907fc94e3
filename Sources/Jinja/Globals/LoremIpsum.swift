/// Filler text, as `lipsum()` makes it: random words in sentences and paragraphs.
enum LoremIpsum {
    private static let words = TextSplitting.splitWhitespace(
        """
        a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue bibendum blandit class commodo condimentum
        congue consectetuer consequat conubia convallis cras cubilia cum curabitur curae cursus dapibus diam dictum dictumst dignissim dis
        dolor donec dui duis egestas eget eleifend elementum elit enim erat eros est et etiam eu euismod facilisi facilisis fames faucibus
        felis fermentum feugiat fringilla fusce gravida habitant habitasse hac hendrerit hymenaeos iaculis id imperdiet in inceptos integer
        interdum ipsum justo lacinia lacus laoreet lectus leo libero ligula litora lobortis lorem luctus maecenas magna magnis malesuada
        massa mattis mauris metus mi molestie mollis montes morbi mus nam nascetur natoque nec neque netus nibh nisi nisl non nonummy nostra
        nulla nullam nunc odio orci ornare parturient pede pellentesque penatibus per pharetra phasellus placerat platea porta porttitor
        posuere potenti praesent pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum sagittis sapien
        scelerisque sed sem semper senectus sit sociis sociosqu sodales sollicitudin suscipit suspendisse taciti tellus tempor tempus
        tincidunt torquent tortor tristique turpis ullamcorper ultrices ultricies urna ut varius vehicula vel velit venenatis vestibulum
        vitae vivamus viverra volutpat vulputate
        """)

    /// `lipsum(n=5, html=true, min=20, max=100)`.
    static func make(_ arguments: BoundArguments) throws -> Value {
        let count = try arguments.int(0, default: 5)
        let isHTML = try arguments.bool(1, default: true)
        let least = try arguments.int(2, default: 20)
        let most = try arguments.int(3, default: 100)
        guard count <= 0 || least < most else {
            throw JinjaError(.value, "empty range for randrange() (\(least), \(most), \(most &- least))")
        }
        try TextLimit.check(max(0, count), times: 16)
        try TextLimit.check(max(0, most), times: 16 * max(1, count))
        let paragraphs = (0..<max(0, count)).map { _ in paragraph(length: Int.random(in: least..<most)) }
        if !isHTML { return .string(paragraphs.joined(separator: "\n\n")) }
        return .object(Markup(paragraphs.map { "<p>" + $0 + "</p>" }.joined(separator: "\n")))
    }

    private static func paragraph(length: Int) -> String {
        var parts: [String] = []
        var isStart = true
        var lastComma = 0
        var lastStop = 0
        var last = ""
        for index in 0..<max(0, length) {
            var word = last
            while word == last { word = words.randomElement() ?? "lorem" }
            last = word
            if isStart { word = TextCase.capitalized(word) }
            isStart = false
            if index - Int.random(in: 3..<8) > lastComma {
                lastComma = index
                lastStop += 2
                word += ","
            }
            if index - Int.random(in: 10..<20) > lastStop {
                lastComma = index
                lastStop = index
                word += "."
                isStart = true
            }
            parts.append(word)
        }
        var text = parts.joined(separator: " ")
        if text.hasSuffix(",") { text.removeLast() }
        return text.hasSuffix(".") ? text : text + "."
    }
}

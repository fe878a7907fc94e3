/// The mouse and the keyboard, through the browser's own input.
extension Page {
    /// Waits for an element and clicks into its middle. Something that lies above it is an error.
    /// - Parameter text: takes the first element that shows just this text.
    func click(_ selector: String, text: String? = nil) throws {
        let place = try wait("(\(Self.place))(\(JSON.string(selector).text), \(text.map { JSON.string($0).text } ?? "null"))")
        guard place["above"] == .null else { throw BrowserError("\(selector) \(text ?? "") lies below \(place["above"].string)") }
        try click(x: place["x"].number, y: place["y"].number)
    }

    /// Clicks at a point of the window.
    func click(x: Double, y: Double) throws {
        for type in ["mouseMoved", "mousePressed", "mouseReleased"] { try mouse(type, x: x, y: y) }
    }

    /// One movement of the mouse; with `mousePressed` before and `mouseReleased` behind, a drag.
    func mouse(_ type: String, x: Double, y: Double, isDown: Bool = false) throws {
        let isButton = type != "mouseMoved" || isDown
        try send(
            "Input.dispatchMouseEvent",
            [
                "type": .string(type), "x": .number(x), "y": .number(y), "button": isButton ? "left" : "none",
                "buttons": type == "mousePressed" || isDown ? 1 : 0, "clickCount": type == "mouseMoved" ? 0 : 1,
            ])
    }

    /// Turns the wheel at a point.
    func wheel(x: Double, y: Double, by delta: Double) throws {
        try send(
            "Input.dispatchMouseEvent",
            ["type": "mouseWheel", "x": .number(x), "y": .number(y), "deltaX": 0, "deltaY": .number(delta)])
    }

    /// Types a text, key by key.
    func type(_ text: String) throws {
        for character in text {
            let key = JSON.string(String(character))
            try send("Input.dispatchKeyEvent", ["type": "keyDown", "key": key, "text": key])
            try send("Input.dispatchKeyEvent", ["type": "keyUp", "key": key])
        }
    }

    /// Presses a key by its name: `Enter`, `ArrowDown`, `Tab` …
    func press(_ key: String, shift: Bool = false, control: Bool = false, times: Int = 1) throws {
        var event: [String: JSON] = ["key": .string(key), "modifiers": .number((shift ? 8 : 0) + (control ? 2 : 0))]
        event["code"] = .string(key.count == 1 ? "Key\(key.uppercased())" : key)
        event["windowsVirtualKeyCode"] = .number(Self.keyCodes[key] ?? Double(key.uppercased().utf8.first ?? 0))
        if key == "Enter" { event["text"] = "\r" }
        for _ in 0..<times {
            event["type"] = event["text"] == nil ? "rawKeyDown" : "keyDown"
            try send("Input.dispatchKeyEvent", .object(event))
            event["type"] = "keyUp"
            try send("Input.dispatchKeyEvent", .object(event))
        }
    }

    private static let keyCodes: [String: Double] = [
        "Enter": 13, "Escape": 27, "Tab": 9, "Backspace": 8, "Home": 36, "End": 35, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39,
        "ArrowDown": 40, "PageUp": 33, "PageDown": 34, " ": 32,
    ]

    private static let place = """
        (selector, text) => {
            const isShown = element => element.checkVisibility({visibilityProperty: true});
            const element = [...document.querySelectorAll(selector)].find(element => isShown(element) && (text === null || element.textContent.trim() === text));
            if (!element) return null;
            element.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
            const box = element.getClientRects()[0];
            const x = box.x + box.width / 2, y = box.y + box.height / 2;
            const top = document.elementFromPoint(x, y);
            const isTop = top && (element.contains(top) || top.contains(element));
            return {x, y, above: isTop ? null : top ? top.outerHTML.slice(0, 200) : "nothing"};
        }
        """
}

/// Cuts a SQL text into tokens; comments and white space are left out.
struct SQLLexer {
    private let bytes: [UInt8]
    private let dialect: SQLDialect
    private var position = 0
    private var tokens: [SQLToken] = []
    /// The places of the parentheses that are open.
    private var open: [Int] = []

    /// The tokens of a text, the last one being its end. Throws for a literal, comment or parenthesis that does not end.
    static func tokens(of bytes: [UInt8], _ dialect: SQLDialect) throws(SQLProblem) -> [SQLToken] {
        var lexer = SQLLexer(bytes: bytes, dialect: dialect)
        try lexer.run()
        return lexer.tokens
    }

    private init(bytes: [UInt8], dialect: SQLDialect) {
        self.bytes = bytes
        self.dialect = dialect
        tokens.reserveCapacity(bytes.count / 5)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        let index = position + offset
        return index < bytes.count ? bytes[index] : 0
    }

    private mutating func run() throws(SQLProblem) {
        while true {
            try skipBlanks()
            guard position < bytes.count else { break }
            try readToken()
        }
        guard open.isEmpty else { throw SQLProblem(reason: "a parenthesis is not closed") }
        add(.endOfText, from: position)
    }

    private mutating func add(_ kind: SQLToken.Kind, from start: Int, _ keyword: Keyword? = nil) {
        tokens.append(SQLToken(kind: kind, keyword: keyword, range: start..<position))
    }

    private mutating func skipBlanks() throws(SQLProblem) {
        while position < bytes.count {
            let next = bytes[position]
            if next <= 32 {
                position += 1
            } else if next == UInt8(ascii: "-"), byte(1) == next {
                while position < bytes.count, bytes[position] != 10 { position += 1 }
            } else if next == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                try skipBlockComment()
            } else if next == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF {
                position += 3
            } else {
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(SQLProblem) {
        var depth = 0
        repeat {
            guard position < bytes.count else {
                if dialect == .sqlite { return }
                throw SQLProblem(reason: "a comment does not end")
            }
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*"), depth == 0 || dialect == .postgres {
                depth += 1
                position += 2
            } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0
    }

    private mutating func readToken() throws(SQLProblem) {
        let start = position
        switch bytes[position] {
        case UInt8(ascii: "'"): try readQuoted(UInt8(ascii: "'"), .string)
        case UInt8(ascii: "\""): try readQuoted(UInt8(ascii: "\""), .quotedName)
        case UInt8(ascii: "`") where dialect == .sqlite: try readQuoted(UInt8(ascii: "`"), .quotedName)
        case UInt8(ascii: "[") where dialect == .sqlite: try readQuoted(UInt8(ascii: "]"), .quotedName)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
        case UInt8(ascii: ".") where byte(1).isDigit: readNumber()
        case UInt8(ascii: "$"): try readDollar()
        case UInt8(ascii: ":"): readColon()
        case UInt8(ascii: "("):
            position += 1
            open.append(tokens.count)
            add(.open, from: start)
        case UInt8(ascii: ")"):
            guard let opening = open.popLast() else { throw SQLProblem(reason: "a parenthesis is closed that was not opened") }
            position += 1
            tokens[opening].partner = tokens.count
            add(.close, from: start)
        case let next where next.isNameStart: try readWord()
        case let next where next.isSign: readSign()
        case let next:
            guard let kind = Self.signs[next] else { throw SQLProblem(reason: "'\(Self.text([next]))' is not understood") }
            position += 1
            add(kind, from: start)
        }
    }

    private static let signs: [UInt8: SQLToken.Kind] = [
        UInt8(ascii: ","): .comma, UInt8(ascii: "."): .dot, UInt8(ascii: ";"): .semicolon, UInt8(ascii: "["): .openBracket,
        UInt8(ascii: "]"): .closeBracket,
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private mutating func readQuoted(_ end: UInt8, _ kind: SQLToken.Kind, escapes: Bool = false) throws(SQLProblem) {
        let start = position
        position += 1
        while position < bytes.count {
            if bytes[position] == end {
                position += 1
                // A quote that stands twice is part of the text; `]` has no such form.
                guard byte() == end, position < bytes.count, end != UInt8(ascii: "]") else { return add(kind, from: start) }
            } else if escapes, bytes[position] == UInt8(ascii: "\\") {
                position += 1
            }
            position += 1
        }
        throw SQLProblem(reason: "a text in quotes does not end")
    }

    private mutating func readNumber() {
        let start = position
        while byte().isNamePart || byte() == UInt8(ascii: ".") {
            let isExponent = byte() | 32 == UInt8(ascii: "e") && !isHexadecimal(start)
            position += 1
            if isExponent, byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-"), byte(1).isDigit { position += 1 }
        }
        add(.number, from: start)
    }

    private func isHexadecimal(_ start: Int) -> Bool {
        bytes[start] == UInt8(ascii: "0") && start + 1 < bytes.count && bytes[start + 1] | 32 == UInt8(ascii: "x")
    }

    /// `$1`, `$name`, or in Postgres a text between `$tag$`.
    private mutating func readDollar() throws(SQLProblem) {
        let start = position
        position += 1
        while byte().isNamePart, byte() != UInt8(ascii: "$") { position += 1 }
        guard dialect == .postgres, byte() == UInt8(ascii: "$"), !bytes[min(start + 1, bytes.count - 1)].isDigit else {
            return add(.parameter, from: start)
        }
        position += 1
        let tag = bytes[start..<position]
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
                position += tag.count
                return add(.string, from: start)
            }
            position += 1
        }
        throw SQLProblem(reason: "a text in dollar quotes does not end")
    }

    private mutating func readColon() {
        let start = position
        position += 1
        if byte() == UInt8(ascii: ":") {
            position += 1
            add(.doubleColon, from: start)
        } else if byte() == UInt8(ascii: "=") {
            position += 1
            add(.assignment, from: start)
        } else if dialect == .sqlite, byte().isNameStart {
            while byte().isNamePart { position += 1 }
            add(.parameter, from: start)
        } else {
            add(.colon, from: start)
        }
    }

    private mutating func readWord() throws(SQLProblem) {
        let start = position
        if try readPrefixedLiteral() { return }
        while byte().isNamePart { position += 1 }
        guard position - start <= Keyword.longest else { return add(.word, from: start) }
        let length = position - start
        let text = String(unsafeUninitializedCapacity: length) { buffer in
            for index in 0..<length {
                let next = bytes[start + index]
                buffer[index] = next &- 65 < 26 ? next | 32 : next
            }
            return length
        }
        add(.word, from: start, Keyword.byText[text])
    }

    /// `E'…'`, `B'…'`, `X'…'`, `N'…'`, `U&'…'`, `U&"…"`.
    private mutating func readPrefixedLiteral() throws(SQLProblem) -> Bool {
        let letter = byte() | 32
        let isUnicode = letter == UInt8(ascii: "u") && byte(1) == UInt8(ascii: "&") && dialect == .postgres
        let quote = isUnicode ? byte(2) : byte(1)
        if isUnicode, quote == UInt8(ascii: "\"") { throw SQLProblem(reason: "a name with Unicode escapes is not understood") }
        let letters = dialect == .postgres ? "ebxn" : "x"
        guard quote == UInt8(ascii: "'"), isUnicode || letters.utf8.contains(letter) else { return false }
        position += isUnicode ? 2 : 1
        try readQuoted(quote, .string, escapes: letter == UInt8(ascii: "e"))
        return true
    }

    private mutating func readSign() {
        let start = position
        if startsParameter {
            position += 1
            while byte().isNamePart { position += 1 }
            return add(.parameter, from: start)
        }
        while byte().isSign, position == start || !(startsComment || startsParameter) { position += 1 }
        // A sign of several characters ends with `+` or `-` only if it has a character that SQL itself does not use.
        while position - start > 1, byte(-1) == UInt8(ascii: "+") || byte(-1) == UInt8(ascii: "-"),
            !bytes[start..<position].contains(where: \.isRareSign)
        {
            position -= 1
        }
        let isSingle = position - start == 1
        if isSingle, bytes[start] == UInt8(ascii: "*") { return add(.star, from: start) }
        let isArrow = position - start == 2 && bytes[start] == UInt8(ascii: "=") && bytes[start + 1] == UInt8(ascii: ">")
        add(isArrow ? .assignment : .sign, from: start)
    }

    /// `?1`, `@name`: signs of operators in Postgres.
    private var startsParameter: Bool { dialect == .sqlite && (byte() == UInt8(ascii: "@") || byte() == UInt8(ascii: "?")) }

    private var startsComment: Bool {
        (byte() == UInt8(ascii: "-") && byte(1) == UInt8(ascii: "-")) || (byte() == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "*"))
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self &- 48 < 10 }
    fileprivate var isNameStart: Bool { (self | 32) &- 97 < 26 || self == 95 || self >= 128 }
    fileprivate var isNamePart: Bool { isNameStart || isDigit || self == 36 }
    fileprivate var isRareSign: Bool {
        switch self {
        case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "^"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "?"):
            true
        default: false
        }
    }
    fileprivate var isSign: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "="):
            true
        default: isRareSign
        }
    }
}

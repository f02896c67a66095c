/// A command line cut into program and arguments as a shell does it: blanks part words, quotes and backslashes keep them together.
///
/// Nothing else of a shell is known: no variables, no patterns, no pipes.
enum CommandWords {
    /// nil: a quote that is not closed, or a backslash at the end.
    static func read(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = text.makeIterator()
        while let character = characters.next() {
            switch (character, quote) {
            case ("\\", nil), ("\\", "\""):
                guard let next = characters.next() else { return nil }
                // Within double quotes a backslash is one unless something stands behind it that it protects (POSIX shell, 2.2.3).
                let isLiteral = quote != nil && next != "\"" && next != "\\"
                word = (word ?? "") + (isLiteral ? "\\" : "") + String(next)
            case (_, let open?) where character == open: quote = nil
            case ("\"", nil), ("'", nil):
                quote = character
                word = word ?? ""
            case (_, nil) where character.isWhitespace:
                if let complete = word { words.append(complete) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        if let word { words.append(word) }
        return words
    }
}

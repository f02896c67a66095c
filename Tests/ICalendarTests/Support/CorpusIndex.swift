import Foundation

/// One row of the corpus's index.
struct CorpusEntry {
    var file: String
    var expected: String
    /// Components, sub-components counted.
    var components: Int?

    /// Whether the index says that a reader has to read the file.
    var mustBeRead: Bool {
        expected == "valid" || expected == "valid-with-deviations" || expected.hasPrefix("accept") || expected.hasPrefix("valid (")
    }

    static func all(in corpus: URL) throws -> [CorpusEntry] {
        let text = String(decoding: try TestFiles.octets(corpus.appendingPathComponent("index.csv")), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let fields = fields(of: line)
            guard fields.count > 4 else { return nil }
            return CorpusEntry(file: fields[0], expected: fields[3], components: Int(fields[4]))
        }
    }

    private static func fields(of line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}

import Testing

/// One concept a file: small files stay readable.
struct FileSizeTests {
    @Test("No source file is over 40 kB, the mean of a room under 8 kB", arguments: SourceTree.rooms)
    func sizes(room: String) {
        let files = SourceTree.swiftFiles(of: room)
        for file in files {
            #expect(file.text.utf8.count < 40_000, "\(room)/\(file.path) has \(file.text.utf8.count) octets: split it by concept")
        }
        let total = files.reduce(0) { $0 + $1.text.utf8.count }
        #expect(files.isEmpty || total / files.count < 8_000, "the files of \(room) have \(total / max(files.count, 1)) octets on average")
    }

    /// A line that says behind `//` why it cannot be otherwise is let through.
    @Test("Nothing traps on purpose", arguments: SourceTree.rooms)
    func noTraps(room: String) {
        let words = ["try!", " as! ", "fatalError(", "preconditionFailure(", "unsafeBitCast("]
        for file in SourceTree.swiftFiles(of: room) {
            for (number, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                guard !line.contains("//") else { continue }
                for word in words { #expect(!line.contains(word), "\(room)/\(file.path):\(number + 1) has \(word)") }
            }
        }
    }
}

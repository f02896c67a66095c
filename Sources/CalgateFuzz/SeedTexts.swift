import Foundation

/// The texts that a run starts from.
enum SeedTexts {
    /// All calendars of up to 8 kB under a folder: `.ics` and `.vcs` files, and those inside `.jsonl` files (every fifth, to keep them in balance).
    static func load(from folder: URL) throws -> [[UInt8]] {
        let names = FileManager.default.enumerator(atPath: folder.resolvingSymlinksInPath().path)?.allObjects as? [String] ?? []
        var texts: [[UInt8]] = []
        for name in names.sorted() {
            let file = folder.appendingPathComponent(name)
            if name.hasSuffix(".ics") || name.hasSuffix(".vcs") {
                texts.append([UInt8](try Data(contentsOf: file)))
            } else if name.hasSuffix(".jsonl") {
                let lines = try Data(contentsOf: file).split(separator: 10)
                for (index, line) in lines.enumerated() where index % 5 == 0 {
                    let entry = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
                    if let text = entry?["ics"] as? String { texts.append(Array(text.utf8)) }
                }
            }
        }
        return texts.filter { $0.count <= 8192 }
    }
}

import Foundation

/// Where test data lie.
enum TestFiles {
    /// The folder that holds Package.swift.
    static let package: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    static let producers = package.appendingPathComponent("fixtures/ics/producers")
    static let demo = package.appendingPathComponent("fixtures/demo")

    /// The open corpus beside the repository, nil where it is missing.
    static let corpus: URL? = {
        let folder = package.deletingLastPathComponent().appendingPathComponent("shared/corpus")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// The calendar files of a folder, in a fixed order.
    static func calendars(under folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".ics") }.sorted().map { folder.appendingPathComponent($0) }
    }

    /// The corpus's files that a reader has to read, by its index.
    static func readable(in corpus: URL) throws -> [URL] {
        let index = String(decoding: try Data(contentsOf: corpus.appendingPathComponent("index.csv")), as: UTF8.self)
        return index.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            // Quoted fields come later in a row than these two.
            guard fields.count > 3, !fields[2].hasPrefix("\"") else { return nil }
            guard fields[3].hasPrefix("valid") || fields[3].hasPrefix("accept") else { return nil }
            return fields[0].hasSuffix(".ics") ? corpus.appendingPathComponent(String(fields[0])) : nil
        }
    }
}

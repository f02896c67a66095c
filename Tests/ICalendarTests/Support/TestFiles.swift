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

    static let fixtures = package.appendingPathComponent("fixtures")

    /// The open corpus beside the repository, nil where it is missing.
    static let corpus: URL? = {
        let folder = package.deletingLastPathComponent().appendingPathComponent("shared/corpus")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func octets(_ file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }

    /// The rows of a file of tab-separated values, `#` lines left out.
    static func rows(_ file: URL) throws -> [[String]] {
        let text = String(decoding: try octets(file), as: UTF8.self)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    /// The calendar files of a folder and everything under it, in a fixed order.
    static func calendars(under folder: URL) -> [URL] {
        let names = FileManager.default.enumerator(atPath: folder.resolvingSymlinksInPath().path)?.allObjects as? [String] ?? []
        return names.filter { $0.hasSuffix(".ics") || $0.hasSuffix(".vcs") }.sorted().map { folder.appendingPathComponent($0) }
    }
}

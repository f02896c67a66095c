import Foundation

/// The repository's own text, for tests about its structure.
enum SourceTree {
    /// The folder that holds Package.swift.
    static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// Names of the rooms: the folders under Sources.
    static let rooms: [String] = {
        let sources = root.appendingPathComponent("Sources")
        return ((try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? []).sorted()
    }()

    /// All Swift files of a room, by path below it.
    static func swiftFiles(of room: String) -> [(path: String, text: String)] {
        let folder = root.appendingPathComponent("Sources/\(room)")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            (path, (try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)) ?? "")
        }
    }

    /// Modules that a file imports.
    static func imports(in text: String) -> Set<String> {
        var modules: Set<String> = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let index = words.firstIndex(of: "import"), words[..<index].allSatisfy({ access.contains($0) || $0.hasPrefix("@") }),
                var name = words.dropFirst(index + 1).first
            else { continue }
            if kinds.contains(name), let next = words.dropFirst(index + 2).first { name = next }
            modules.insert(String(name.prefix { $0 != "." && $0 != ";" }))
        }
        return modules
    }

    private static let access: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
}

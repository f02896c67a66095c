import class Foundation.FileManager
import struct Foundation.URL

/// The folder `fixtures` of the package, found by walking up from this file.
enum FixtureFolder {
    static let url: URL = {
        var folder = URL(filePath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) { break }
        }
        return folder.appending(path: "fixtures")
    }()
}

import Foundation
import Synchronization

/// Small C programs beside which rows are measured; compiled when first wanted, absent with a note when that fails.
final class Baselines: Sendable {
    private let folder: URL
    private let notes: Notes
    private let programs = Mutex<[String: URL?]>([:])

    init(folder: URL, notes: Notes) {
        self.folder = folder
        self.notes = notes
    }

    /// The numbers a program prints, one `name value` a line; nil when it cannot be made or run.
    ///
    /// - Parameter package: what pkg-config knows of the library.
    func numbers(of program: String, package: String, arguments: [String]) -> [String: Double]? {
        guard let executable = executable(program, package: package) else { return nil }
        guard let output = run(executable.path, arguments) else {
            notes.add("the \(package) baseline failed")
            return nil
        }
        var numbers: [String: Double] = [:]
        for line in output.split(separator: "\n") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else { continue }
            numbers[String(line[..<space])] = value
        }
        return numbers
    }

    private func executable(_ program: String, package: String) -> URL? {
        if let known = programs.withLock({ $0[program] }) { return known }
        let made = compile(program, package: package)
        if made == nil { notes.add("no \(package) baseline: its headers, pkg-config or cc are missing here") }
        programs.withLock { $0[program] = made }
        return made
    }

    private func compile(_ program: String, package: String) -> URL? {
        guard let source = Self.fixtures()?.appending(path: "bench/\(program).c"),
            let flags = run("/usr/bin/env", ["pkg-config", "--cflags", "--libs", package])
        else { return nil }
        let executable = folder.appending(path: program)
        let words = flags.split(whereSeparator: \.isWhitespace).map(String.init)
        guard run("/usr/bin/env", ["cc", "-O2", source.path, "-o", executable.path] + words) != nil else { return nil }
        return executable
    }

    /// The folder `fixtures` beside the Package.swift above this source file.
    private static func fixtures() -> URL? {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
                return folder.appending(path: "fixtures")
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// What a program writes to standard output; nil unless it ends well.
    private func run(_ path: String, _ arguments: [String]) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }
}

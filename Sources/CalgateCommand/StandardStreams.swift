import Foundation

/// Standard output for data, standard error for messages.
enum StandardStreams {
    static func write(line: String) { write(octets: Array((line + "\n").utf8)) }

    static func write(octets: [UInt8]) { FileHandle.standardOutput.write(Data(octets)) }

    static func complain(_ message: String) { FileHandle.standardError.write(Data((message + "\n").utf8)) }

    /// A whole file, or standard input for `-`.
    static func read(_ path: String) throws -> [UInt8] {
        if path == "-" { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
        // A handle reads pipes and devices too.
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { try? file.close() }
        do { return Array(try file.readToEnd() ?? Data()) } catch {
            throw CommandFailure("cannot read \(path): \(error.localizedDescription)")
        }
    }
}

/// A failure with one message for the user and exit code 1.
struct CommandFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

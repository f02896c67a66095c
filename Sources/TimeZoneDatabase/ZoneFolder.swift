#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Walks and reads a folder of TZif files.
enum ZoneFolder {
    /// Copies of the whole database with other conventions, and files that are no zones.
    private static let excluded: Set<String> = ["posix", "right", "posixrules", "localtime", "Factory"]

    /// Paths of all TZif files below a folder, relative to it.
    static func files(below root: String) -> [String] {
        var found: [String] = []
        var folders = [""]
        // Depth and number are bounded, so a link that leads in a circle ends.
        while let folder = folders.popLast(), found.count < 10_000 {
            guard let stream = opendir(root + "/" + folder) else { continue }
            defer { closedir(stream) }
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) { String(cString: $0) }
                }
                guard !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: ".")), !excluded.contains(name) else { continue }
                let path = folder.isEmpty ? name : folder + "/" + name
                var status = stat()
                guard stat(root + "/" + path, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    if path.utf8.count(where: { $0 == UInt8(ascii: "/") }) < 3 { folders.append(path) }
                } else if status.st_mode & S_IFMT == S_IFREG, contents(of: root + "/" + path, limit: 4)?.elementsEqual("TZif".utf8) == true
                {
                    found.append(path)
                }
            }
        }
        return found
    }

    /// The first octets of a file, nil if it cannot be read.
    static func contents(of path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let wanted = min(limit - bytes.count, 65_536)
            var failed = false
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                let result = read(descriptor, buffer.baseAddress, wanted)
                failed = result < 0
                count = max(result, 0)
            }
            if failed { return nil }
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return bytes
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Closes a descriptor; its own name keeps it apart from the methods called `close`.
func closeDescriptor(_ descriptor: Int32) { close(descriptor) }

/// Has the disk write a file or folder out.
func flush(_ path: String) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    fsync(file)
    close(file)
}

/// The folder a file lies in.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

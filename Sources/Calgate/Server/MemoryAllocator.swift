#if canImport(Glibc)
    import Glibc
#endif

/// How the C library's allocator is to deal with freed memory.
public enum MemoryAllocator {
    /// Has a server give back what a large publish or answer needed for a moment.
    ///
    /// glibc keeps up to eight heaps a core, each with what was freed in it: under many threads that is twice the memory the server uses. Some
    /// heaps fewer cost nothing measurable. Buffers of ordinary answers (up to 4 MiB as one piece) come from the heaps again and again: mapping
    /// and unmapping them at each request costs more than filling them. Larger ones go back to the system at once. What the environment says (`MALLOC_ARENA_MAX`) stays.
    public static func returnFreedMemory() {
        #if canImport(Glibc)
            guard getenv("MALLOC_ARENA_MAX") == nil, let symbol = dlsym(nil, "mallopt") else { return }
            typealias Option = @convention(c) (CInt, CInt) -> CInt
            let set = unsafeBitCast(symbol, to: Option.self)  // malloc.h, which Swift does not import
            let (trimThreshold, mapThreshold, arenas): (CInt, CInt, CInt) = (-1, -3, -8)
            _ = set(arenas, 4)
            _ = set(trimThreshold, 4 << 20)
            _ = set(mapThreshold, (4 << 20) + (64 << 10))
        #endif
    }
}

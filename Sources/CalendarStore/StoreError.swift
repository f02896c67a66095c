/// Why the store could not do what it was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public struct Code: Hashable, Sendable {
        private enum Value: Hashable, Sendable { case busy, full, readOnly, damaged, conflict, unavailable, tooNew }
        private let value: Value
        private init(_ value: Value) { self.value = value }
        /// Locked for longer than the time-out, or shutting down: try again.
        public static let busy = Code(.busy)
        /// No space left; nothing was changed.
        public static let full = Code(.full)
        /// The file or the server is read-only.
        public static let readOnly = Code(.readOnly)
        /// The file is not what it should be.
        public static let damaged = Code(.damaged)
        /// A uniqueness rule of the schema was hit: somebody else was faster.
        public static let conflict = Code(.conflict)
        public static let unavailable = Code(.unavailable)
        /// Written by a newer program.
        public static let tooNew = Code(.tooNew)
    }

    public var code: Code
    public var reason: String

    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { reason }
}

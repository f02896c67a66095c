/// The grammar of one unfolded content line (RFC 5545 section 3.1, RFC 6868).
enum ContentLine {
    /// Reads `;NAME=value,"value"…`.
    static func parameters(of text: Bytes) -> [Parameter] { [] }

    /// Writes `;NAME=value`, quoted where needed, carets encoded.
    static func append(_ parameter: Parameter, to bytes: inout [UInt8]) {}
}

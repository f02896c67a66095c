/// `Content-Disposition` per RFC 6266.
public enum ContentDisposition {
    /// `attachment; filename="NAME"`, with `filename*` in UTF-8 beside an ASCII fallback where the name needs it.
    public static func attachment(filename: String) -> String {
        var fallback: [UInt8] = []
        var isPlain = true
        for scalar in filename.unicodeScalars {
            switch scalar {
            case "\"", "\\", "/", "%":
                fallback.append(UInt8(ascii: "_"))
                isPlain = false
            case " "..."~": fallback.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                fallback.append(UInt8(ascii: "_"))
                isPlain = false
            }
        }
        let value = "attachment; filename=\"\(String(decoding: fallback, as: UTF8.self))\""
        if isPlain { return value }
        var extended: [UInt8] = []
        for octet in filename.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                extended.append(octet)
            default: PercentEncoding.append(octet, to: &extended)
            }
        }
        return value + "; filename*=UTF-8''" + String(decoding: extended, as: UTF8.self)
    }
}

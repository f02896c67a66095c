import ICalendar

/// Decoding of query and form octets.
enum PercentDecoding {
    /// The octets with `%XX` and `+` decoded; a `%` without two hex digits behind it stays.
    static func decoded(_ raw: Bytes) -> [UInt8] {
        guard raw.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return Array(raw) }
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            let octet = raw[index]
            if octet == UInt8(ascii: "%"), raw.endIndex - index > 2, let high = hexValue(raw[index + 1]), let low = hexValue(raw[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(octet == UInt8(ascii: "+") ? UInt8(ascii: " ") : octet)
                index += 1
            }
        }
        return result
    }

    /// The octets as text: UTF-8 or, when they are none, ISO-8859-1.
    static func text(_ octets: some Collection<UInt8>) -> String {
        if let text = String(validating: octets, as: UTF8.self) { return text }
        var text = String.UnicodeScalarView()
        for octet in octets { text.append(Unicode.Scalar(octet)) }
        return String(text)
    }

    static func hexValue(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x37
        case 0x61...0x66: octet - 0x57
        default: nil
        }
    }
}

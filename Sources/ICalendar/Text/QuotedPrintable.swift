/// The quoted-printable values of vCalendar 1.0 (RFC 2045 section 6.7), which some producers put into iCalendar too.
enum QuotedPrintable {
    /// Whether a property says that its value is quoted-printable, by `ENCODING=` or bare.
    static func isUsed(by property: Property) -> Bool {
        property.parameters.contains { parameter in
            parameter.name == "QUOTED-PRINTABLE" && parameter.values.isEmpty
                || parameter.name == "ENCODING" && parameter.values.contains { $0.uppercasedASCII == "QUOTED-PRINTABLE" }
        }
    }

    /// The CHARSET parameter of a line, if it has one.
    static func charset(of line: UnsafeBufferPointer<UInt8>) -> String? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), let semicolon = line[..<colon].firstIndex(of: UInt8(ascii: ";")) else {
            return nil
        }
        return ContentLine.firstValue(of: "CHARSET", in: Array(line[semicolon..<colon])[...])
    }

    /// The line without its CHARSET parameter, which is wrong once the line is UTF-8.
    static func withoutCharset(_ line: [UInt8]) -> [UInt8] {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return line }
        let mark = ";CHARSET=".utf8
        guard
            let start = line[..<colon].indices.first(where: {
                line[$0..<colon].prefix(mark.count).elementsEqual(mark) { $0 & 0xDF == $1 & 0xDF }
            }),
            let end = line[(start + 1)...].firstIndex(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ":") })
        else { return line }
        return Array(line[..<start] + line[end...])
    }

    /// The property with its value in UTF-8 and without ENCODING and CHARSET; line breaks become `\n`.
    static func property(_ property: Property, decodedTo octets: [UInt8]) -> Property {
        let parameters = property.parameters.filter { $0.name != "QUOTED-PRINTABLE" && $0.name != "ENCODING" && $0.name != "CHARSET" }
        let empty = Property(property.name, parameters: parameters, value: "")
        return empty.at(line: property.lineNumber).replacing(value: escapedBreaks(octets))
    }

    /// The octets that a value stands for, in whatever character set.
    static func octets(of value: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(value.count)
        var place = 0
        while place < value.count {
            if value[place] == UInt8(ascii: "="), place + 2 < value.count, let high = digit(value[place + 1]),
                let low = digit(value[place + 2])
            {
                octets.append(high << 4 | low)
                place += 3
            } else {
                octets.append(value[place])
                place += 1
            }
        }
        if octets.last == UInt8(ascii: "=") { octets.removeLast() }
        return octets
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func escapedBreaks(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        var before: UInt8 = 0
        for octet in octets {
            switch octet {
            case 0x0A where before == 0x0D: break
            case 0x0A, 0x0D: text.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            default: text.append(octet)
            }
            before = octet
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Property {
    /// The same property, said to stand on a line of the source text.
    func at(line: Int) -> Property {
        Property(
            storage: storage, start: start, end: end, nameEnd: nameEnd, valueStart: valueStart, lineNumber: UInt32(clamping: line),
            registered: registered
        )
    }
}

import ICalendar

/// One part of a `multipart/form-data` body (RFC 7578).
struct FormPart: Sendable {
    var name: String
    var fileName: String?
    var contentType: String?
    var octets: Bytes
}

/// Reads `multipart/form-data` as old clients write it: CRLF or LF line ends, empty parts, a missing last boundary.
enum MultipartForm {
    /// The `boundary` of a content type, nil when there is none.
    static func boundary(of contentType: String) -> String? { parameter("boundary", of: contentType) }

    /// A parameter of a header value such as `form-data; name="Upload"; filename=x.ics`.
    static func parameter(_ name: String, of header: String) -> String? {
        for part in ListSplitting.split(Bytes(utf8: header), isEncoded: false).dropFirst() {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
            guard String(decoding: ListSplitting.trimmed(part[..<equals]), as: UTF8.self).lowercased() == name else { continue }
            var value = ListSplitting.trimmed(part[(equals + 1)...])
            if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
                value = Array(value.dropFirst().dropLast())
            }
            return PercentDecoding.text(value)
        }
        return nil
    }

    /// The parts of a body, in order. Parts without a readable header are left out.
    static func parts(of body: [UInt8], boundary: String) -> [FormPart] {
        let delimiter = Array("--".utf8) + Array(boundary.utf8)
        let places = lineStarts(of: delimiter, in: body)
        var parts: [FormPart] = []
        for (position, start) in places.enumerated() {
            var contentStart = start + delimiter.count
            if body[contentStart...].starts(with: Array("--".utf8)) { break }
            while contentStart < body.count, body[contentStart] != 0x0A { contentStart += 1 }
            contentStart = min(contentStart + 1, body.count)
            var contentEnd = position + 1 < places.count ? places[position + 1] : body.count
            if position + 1 < places.count {
                if contentEnd > contentStart, body[contentEnd - 1] == 0x0A { contentEnd -= 1 }
                if contentEnd > contentStart, body[contentEnd - 1] == 0x0D { contentEnd -= 1 }
            }
            guard contentStart <= contentEnd, let part = part(body[contentStart..<contentEnd]) else { continue }
            parts.append(part)
        }
        return parts
    }

    /// Where `delimiter` stands at the start of a line.
    private static func lineStarts(of delimiter: [UInt8], in body: [UInt8]) -> [Int] {
        guard !delimiter.isEmpty, body.count >= delimiter.count else { return [] }
        return body.withUnsafeBufferPointer { body in
            var places: [Int] = []
            var index = 0
            let last = body.count - delimiter.count
            while index <= last {
                if body[index] == 0x2D, index == 0 || body[index - 1] == 0x0A,
                    delimiter.indices.allSatisfy({ body[index + $0] == delimiter[$0] }), endsLine(body, at: index + delimiter.count)
                {
                    places.append(index)
                    index += delimiter.count
                } else {
                    index += 1
                }
            }
            return places
        }
    }

    /// Whether a delimiter that ends here is one, not the beginning of a longer line of content.
    private static func endsLine(_ body: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard place < body.count else { return true }
        return [0x0A, 0x0D, 0x20, 0x09, 0x2D].contains(body[place])
    }

    private static func part(_ octets: Bytes) -> FormPart? {
        var rest = octets
        var name: String?
        var fileName: String?
        var contentType: String?
        while let lineEnd = rest.firstIndex(of: 0x0A) {
            var line = rest[rest.startIndex..<lineEnd]
            if line.last == 0x0D { line = line.dropLast() }
            rest = rest[(lineEnd + 1)...]
            if line.isEmpty {
                guard let name else { return nil }
                return FormPart(name: name, fileName: fileName, contentType: contentType, octets: rest)
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let value = PercentDecoding.text(ListSplitting.trimmed(line[(colon + 1)...]))
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-disposition":
                name = parameter("name", of: value) ?? ""
                fileName = parameter("filename", of: value)
            case "content-type": contentType = value
            default: continue
            }
        }
        return nil
    }
}

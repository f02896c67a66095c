import CalendarStore
import ICalendar

/// Renames TZIDs in components, touching nothing but the names: needed where one TZID has two meanings in one text (architecture 4.7).
enum TZIDSubstitution {
    /// What a renamed TZID ends with: `/calgate-` and eight hex digits.
    private static let marker = "/calgate-"

    /// The name under which a definition leaves that differs from an earlier one of the same name.
    static func renamed(_ zone: ZoneText) -> String { zone.tzid + marker + Hexadecimal.text(of: zone.digest, octets: 4) }

    /// The name before it was renamed; nil for one that was not.
    static func original(_ tzid: String) -> String? {
        guard tzid.utf8.count > marker.utf8.count + 8, tzid.dropLast(8).hasSuffix(marker),
            tzid.suffix(8).utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 })
        else { return nil }
        return String(tzid.dropLast(8 + marker.utf8.count))
    }

    /// Whether a text can hold a renamed TZID at all: lets ordinary texts pass without a look at each line.
    static func mayOccur(in text: [UInt8]) -> Bool {
        let wanted = Array("calgate-".utf8)
        return text.withUnsafeBufferPointer { text in
            guard let first = text.baseAddress else { return false }
            var place = 7
            while place < text.count {
                // Looked at from the last letter on: seven of eight octets of a text are never read.
                switch first[place] {
                case UInt8(ascii: "-"):
                    if wanted.indices.allSatisfy({ first[place - 7 + $0] == wanted[$0] }) { return true }
                    place += 8
                case UInt8(ascii: "e"): place += 1
                case UInt8(ascii: "t"): place += 2
                case UInt8(ascii: "a"): place += 3
                case UInt8(ascii: "g"): place += 4
                case UInt8(ascii: "l"): place += 5
                case UInt8(ascii: "c"): place += 7
                default: place += 8
                }
            }
            // No longer line than the TZID line of its VTIMEZONE is needed: short enough not to be folded inside the word.
            return false
        }
    }

    /// A component in which TZIDs are replaced where `name` gives another one; all other octets stay.
    static func apply(to component: Component, _ name: (String) -> String?) -> Component {
        var text: [UInt8] = []
        guard append(component, name, to: &text) else { return component }
        return Parser().parse(text).calendars.first?.components.first ?? component
    }

    /// Appends the unfolded text; returns whether anything was replaced.
    private static func append(_ component: Component, _ name: (String) -> String?, to text: inout [UInt8]) -> Bool {
        var isChanged = false
        text += Array("BEGIN:\(component.name)\r\n".utf8)
        for property in component.properties {
            if component.name == .vtimezone, property.isNamed(.tzid), let other = name(TZID.comparable(property.valueString)) {
                text += property.replacing(value: TextValue.escaped(other)).line
                isChanged = true
            } else if property.hasParameters, let tzid = property.parameter("TZID"), let other = name(tzid),
                let line = line(property.line, withTZID: other)
            {
                text += line
                isChanged = true
            } else {
                property.appendLine(to: &text)
            }
            text += [0x0D, 0x0A]
        }
        for child in component.components where append(child, name, to: &text) { isChanged = true }
        text += Array("END:\(component.name)\r\n".utf8)
        return isChanged
    }

    /// The line with another value of its TZID parameter, quoted as it was; nil if there is none.
    private static func line(_ line: Bytes, withTZID tzid: String) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        var isQuoted = false
        var place = line.startIndex
        while place < line.endIndex, isQuoted || line[place] != UInt8(ascii: ":") {
            if line[place] == quote { isQuoted.toggle() }
            if !isQuoted, line[place] == UInt8(ascii: ";"), isName(line[(place + 1)...]) {
                let start = place + 6
                var end = start
                var isInside = false
                while end < line.endIndex, isInside || (line[end] != UInt8(ascii: ";") && line[end] != UInt8(ascii: ":")) {
                    if line[end] == quote { isInside.toggle() }
                    end += 1
                }
                let needsQuotes = tzid.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") }
                let value = Array(tzid.utf8.filter { $0 != quote })
                let wasQuoted = start < end && line[start] == quote
                return Array(line[..<start]) + (wasQuoted || needsQuotes ? [quote] + value + [quote] : value) + Array(line[end...])
            }
            place += 1
        }
        return nil
    }

    private static func isName(_ rest: Bytes) -> Bool {
        rest.count >= 5 && zip(rest, "tzid=".utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
    }
}

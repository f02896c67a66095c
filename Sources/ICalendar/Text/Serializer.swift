/// Writes component trees as iCalendar text: CRLF, lines folded at 75 octets, never inside a UTF-8 character (RFC 5545 section 3.1).
public struct Serializer: Sendable {
    public init() {}

    /// Appends a component with everything in it.
    public func append(_ component: Component, to text: inout [UInt8]) {
        appendFrame("BEGIN:", component.name, to: &text)
        for property in component.properties { append(property, to: &text) }
        for child in component.components { append(child, to: &text) }
        appendFrame("END:", component.name, to: &text)
    }

    /// The text of a component.
    public func text(of component: Component) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(size(of: component))
        append(component, to: &text)
        return text
    }

    /// Appends one property, folded.
    @inline(__always)
    public func append(_ property: Property, to text: inout [UInt8]) {
        property.storage.withUnsafeBufferPointer { storage in
            let line = UnsafeBufferPointer(rebasing: storage[Int(property.start)..<Int(property.end)])
            if line.count <= 75 {
                text.append(contentsOf: line)
                text.append(0x0D)
                text.append(0x0A)
            } else {
                Serializer.appendFolded(line, to: &text)
            }
        }
    }

    /// The first line takes 75 octets, each continuation a blank and 74.
    private static func appendFolded(_ line: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
        var place = 0
        var room = 75
        while line.count - place > room {
            var cut = place + room
            // Not inside a character: its continuation octets are at most three. Octets that are no UTF-8 are cut anywhere.
            var steps = 0
            while steps < 3, line[cut] & 0xC0 == 0x80 {
                cut -= 1
                steps += 1
            }
            if line[cut] & 0xC0 == 0x80 { cut = place + room }
            text.append(contentsOf: UnsafeBufferPointer(rebasing: line[place..<cut]))
            text.append(0x0D)
            text.append(0x0A)
            text.append(0x20)
            place = cut
            room = 74
        }
        text.append(contentsOf: UnsafeBufferPointer(rebasing: line[place...]))
        text.append(0x0D)
        text.append(0x0A)
    }

    private func appendFrame(_ word: StaticString, _ name: ComponentName, to text: inout [UInt8]) {
        let length = name.text.utf8.count
        if length < 68 {
            word.withUTF8Buffer { text.append(contentsOf: $0) }
            text.append(contentsOf: name.text.utf8)
            text.append(0x0D)
            text.append(0x0A)
        } else {
            let line = Array("\(word)\(name.text)".utf8)
            line.withUnsafeBufferPointer { Serializer.appendFolded($0, to: &text) }
        }
    }

    /// Octets that the text of a component takes, rounded up. Writes nothing.
    public func size(of component: Component) -> Int {
        var size = 2 * component.name.text.utf8.count + 14
        for property in component.properties {
            let length = Int(property.end &- property.start)
            size += length + 2 + length / 71 * 3
        }
        for child in component.components { size += self.size(of: child) }
        return size
    }
}

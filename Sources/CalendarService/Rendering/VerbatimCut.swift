/// The components of a stored VCALENDAR text, found without parsing it: whole lines, so that they can stand in another VCALENDAR as they are.
struct VerbatimCut {
    var timeZones: [Range<Int>] = []
    var components: [Range<Int>] = []

    /// Nil when the text is not as simple as expected (a BEGIN or END line that is folded or has parameters): parse it then.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        var depth = 0
        var start = 0
        var isZone = false
        var place = 0
        while place < text.count {
            var end = place
            while end < text.count, text[end] != 0x0A { end += 1 }
            let next = min(end + 1, text.count)
            if let word = Word(text, place) {
                // A continuation line would belong to the name.
                if next < text.count, text[next] == 0x20 || text[next] == 0x09 { return nil }
                switch word {
                case .begin:
                    depth += 1
                    if depth == 2 {
                        start = place
                        isZone = VerbatimCut.matches(text, place + 6, "VTIMEZONE")
                    }
                case .end:
                    if depth == 2 {
                        guard next > 0, text[next - 1] == 0x0A else { return nil }
                        if isZone { timeZones.append(start..<next) } else { components.append(start..<next) }
                    }
                    depth -= 1
                    guard depth >= 0 else { return nil }
                }
            }
            place = next
        }
        guard depth == 0, !components.isEmpty else { return nil }
    }

    private enum Word {
        case begin
        case end

        init?(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) {
            switch text[place] | 0x20 {
            case UInt8(ascii: "b") where VerbatimCut.matches(text, place, "BEGIN:"): self = .begin
            case UInt8(ascii: "e") where VerbatimCut.matches(text, place, "END:"): self = .end
            default: return nil
            }
        }
    }

    private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ word: StaticString) -> Bool {
        guard place + word.utf8CodeUnitCount <= text.count else { return false }
        return word.withUTF8Buffer { word in
            word.indices.allSatisfy { text[place + $0] == word[$0] || text[place + $0] & 0xDF == word[$0] && word[$0] >= 0x41 }
        }
    }
}

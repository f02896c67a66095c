import CalendarStore
import Foundation

/// The rules for names of calendars (architecture section 3, "Names and slashes").
enum CalendarName {
    /// The name in Unicode normal form C, in which names are kept and compared.
    static func normalized(_ name: String) -> String {
        name.utf8.allSatisfy { $0 < 0x80 } ? name : name.precomposedStringWithCanonicalMapping
    }

    /// - Throws: `invalidCalendarName` for a name that no calendar can have.
    static func validate(_ name: String) throws {
        func refuse(_ reason: String) -> CalendarError {
            CalendarError(.invalidCalendarName, "A calendar cannot have this name: \(reason).")
        }
        if name.isEmpty { throw refuse("it is empty") }
        if name.utf8.count > 255 { throw refuse("it is longer than 255 octets") }
        if name.unicodeScalars.contains(where: { $0.value < 0x20 || 0x7F...0x9F ~= $0.value }) {
            throw refuse("it holds a control character")
        }
        if name.hasPrefix("~") { throw refuse("it begins with a tilde") }
        let segments = name.split(separator: "/", omittingEmptySubsequences: false)
        if segments.contains(where: \.isEmpty) { throw refuse("it has an empty part before, after or between slashes") }
        if segments.contains(where: { $0 == "." || $0 == ".." }) { throw refuse("it holds “.” or “..” as a part") }
        if segments.first == "principals" { throw refuse("“principals” is where accounts are listed") }
    }

    /// - Throws: `calendarExists` when the name is taken, `nameConflict` when it extends another one by a slash or the other way round.
    static func checkFree(_ name: String, among others: some Sequence<String>) throws {
        for other in others {
            if other == name { throw CalendarError(.calendarExists, "There is a calendar “\(name)” already.") }
            if name.hasPrefix(other + "/") || other.hasPrefix(name + "/") {
                throw CalendarError(.nameConflict, "A calendar cannot lie inside another one: there is a calendar “\(other)”.")
            }
        }
    }

    /// The tail of the calid for a new calendar: its name where that is a legal tail and free, else `c` and ten hex digits.
    static func calidTail(for name: String, taken: some Sequence<String>) -> String {
        let folded = Set(taken.map { $0.lowercased() })
        if isLegalTail(name), !folded.contains(name.lowercased()) { return name }
        var attempt = 0
        while true {
            let tail = "c" + Hexadecimal.text(of: SecureHash.octets(of: Array("\(name)\u{0}\(attempt)".utf8)).prefix(5))
            if !folded.contains(tail) { return tail }
            attempt += 1
        }
    }

    private static func isLegalTail(_ name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "_") }
    }
}

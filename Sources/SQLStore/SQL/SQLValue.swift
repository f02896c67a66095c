import CalendarStore
import ICalendar

/// A parameter of a statement.
enum SQLValue {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// What can be a parameter of a statement.
protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension Int64: SQLBindable { var sqlValue: SQLValue { .integer(self) } }
extension Int: SQLBindable { var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Bool: SQLBindable { var sqlValue: SQLValue { .integer(self ? 1 : 0) } }
extension String: SQLBindable { var sqlValue: SQLValue { .text(self) } }
extension [UInt8]: SQLBindable { var sqlValue: SQLValue { .bytes(self) } }
extension Optional: SQLBindable where Wrapped: SQLBindable { var sqlValue: SQLValue { self?.sqlValue ?? .null } }

extension DomainID: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension AccountID: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension CalendarID: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension ObjectID: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension ChangeNumber: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension Digest: SQLBindable { var sqlValue: SQLValue { .bytes(octets) } }
extension Timestamp: SQLBindable { var sqlValue: SQLValue { .integer(microseconds) } }
extension Instant: SQLBindable { var sqlValue: SQLValue { .integer(seconds) } }
extension ComponentName: SQLBindable { var sqlValue: SQLValue { .text(text) } }
extension ComponentKinds: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension Classification: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension ObjectText.Form: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension Change.Kind: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }
extension FeedLink.View: SQLBindable { var sqlValue: SQLValue { .integer(rawValue) } }

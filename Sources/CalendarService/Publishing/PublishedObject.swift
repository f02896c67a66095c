import CalendarStore
import ICalendar

/// One object of a published text: ready to be stored, or only compared when it was the stored one a moment ago.
enum PublishedObject: Sendable {
    case compared(ComparableObject)
    case prepared(PreparedObject)

    var object: CalendarObject {
        switch self {
        case .compared(let compared): compared.object
        case .prepared(let prepared): prepared.object
        }
    }

    var digest: Digest {
        switch self {
        case .compared(let compared): compared.digest
        case .prepared(let prepared): prepared.content.digest
        }
    }

    var zones: [ZoneText] {
        switch self {
        case .compared(let compared): compared.zones
        case .prepared(let prepared): prepared.zones
        }
    }

    /// Ready to be stored, now at the latest.
    func prepared(_ registry: TimeZoneRegistry) -> PreparedObject {
        switch self {
        case .compared(let compared):
            var builder = ObjectBuilder(registry: registry)
            return builder.prepare(compared)
        case .prepared(let prepared): return prepared
        }
    }
}

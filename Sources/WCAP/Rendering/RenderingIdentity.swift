import CalendarService
import CalendarStore
import ICalendar
import Synchronization

/// Everything that the text of a component depends on beside the component itself: who asks how for which calendar.
final class RenderingIdentity: Sendable, Hashable {
    struct Values: Hashable, Sendable {
        var format: OutputFormat
        var attributes: FetchOptions.AttributeSet
        var expands: Bool
        var carriesRecurrence: Bool
        var relativeAlarms: Bool
        var addressesAsMail: Bool
        var fetchesAttachments: Bool
        var addsDefaults: Bool
        var calendar: String
        var standardZone: String
        /// The calendar owner's addresses, and the lines that items without organizer get.
        var own: OwnAddresses
        var ownersLines: [Property]
        /// The domain whose accounts are named without it.
        var domain: DomainID?
        /// Olson name of the zone of `tzidout`.
        var outputZone: String?
    }

    private let values: Values
    private let zone: ZoneRules?

    fileprivate init(_ values: Values, zone: ZoneRules?) {
        self.values = values
        self.zone = zone
    }

    private func isSameZone(as other: ZoneRules?) -> Bool {
        guard let zone, let other else { return zone == nil && other == nil }
        return zone.isSame(as: other)
    }

    static func == (left: RenderingIdentity, right: RenderingIdentity) -> Bool {
        left === right || left.values == right.values && left.isSameZone(as: right.zone)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(values) }

    /// The identities of answers of late, so that those of objects and requests are mostly the same and not only equal.
    final class Table: Sendable {
        private static let limit = 1024
        private let known = Mutex<[Values: RenderingIdentity]>([:])

        func identity(_ values: Values, zone: ZoneRules?) -> RenderingIdentity {
            known.withLock { known in
                if let identity = known[values], identity.isSameZone(as: zone) { return identity }
                if known.count >= Self.limit { known.removeAll() }
                let identity = RenderingIdentity(values, zone: zone)
                known[values] = identity
                return identity
            }
        }
    }
}

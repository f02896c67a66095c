/// One instance of an object in time.
///
/// Holds seconds and the component that describes it; dates and times of day are worked out when asked for, since most instances are only
/// compared with a range.
public struct Occurrence: Sendable {
    /// What an instance is called by.
    enum Name: Sendable {
        /// Nothing: the object does not recur.
        case none
        /// Its own start.
        case start
        indirect case given(DateTimeValue, Instant)
    }

    private let template: InstanceTemplate
    /// On the template's clock.
    private let startLocal: Int64
    /// Start on the UTC time line; a date and a floating time are read in the expansion's floating zone.
    public let startInstant: Instant
    /// End on the UTC time line, never before `startInstant`; equal to it without an end.
    public let endInstant: Instant
    /// On the clock of the template's end, nil without an end.
    private let endLocal: Int64?
    private let name: Name

    @inline(__always)
    init(_ template: InstanceTemplate, start: InstanceTemplate.Point, end: InstanceTemplate.Point?, name: Name) {
        self.template = template
        startLocal = start.local
        startInstant = Instant(seconds: start.instant)
        endInstant = Instant(seconds: max(start.instant, end?.instant ?? start.instant))
        endLocal = end?.local
        self.name = name
    }

    /// Start in the form of its component (DTSTART's kind and TZID); an override's own start.
    public var start: DateTimeValue { template.start.replacing(local: LocalDateTime(timelineSeconds: startLocal)) }

    /// Exclusive end, from DTEND, DUE, DURATION, a PERIOD or the defaults of RFC 5545 section 3.6.1; nil when the item has none (a to-do without due date).
    public var end: DateTimeValue? { endLocal.map { template.endForm.replacing(local: LocalDateTime(timelineSeconds: $0)) } }

    /// `start` as it can be written elsewhere: in UTC where its own form would name another instant, of a local time that the clock shows
    /// twice the first (RFC 5545 section 3.3.5).
    public var writtenStart: DateTimeValue { template.value(of: .init(local: startLocal, instant: startInstant.seconds)) }

    /// `end` in the same way, unless it is floating: what is in no zone cannot be written in UTC; compare `endInstant`.
    public var writtenEnd: DateTimeValue? {
        endLocal.map { template.endValue(of: .init(local: $0, instant: endInstant.seconds)) }
    }

    /// `recurrenceID` in the same way.
    public var writtenRecurrenceID: DateTimeValue? {
        if case .start = name { writtenStart } else { recurrenceID }
    }

    /// The original start by which this instance is named (RECURRENCE-ID's value), nil for an object that does not recur.
    public var recurrenceID: DateTimeValue? {
        switch name {
        case .none: nil
        case .start: start
        case .given(let value, _): value
        }
    }

    /// `recurrenceID` where it is not the start itself.
    public var ownRecurrenceID: DateTimeValue? {
        if case .given(let value, _) = name { value } else { nil }
    }

    /// The instant of `recurrenceID`.
    public var recurrenceInstant: Instant? {
        switch name {
        case .none: nil
        case .start: startInstant
        case .given(_, let instant): instant
        }
    }

    /// Seconds since 1970-01-01T00:00:00 on the clock of the start: of a date, those of its midnight.
    public var startClockSeconds: Int64 { startLocal }

    /// The same on the clock of the end; nil without one.
    public var endClockSeconds: Int64? { endLocal }

    /// Whether another instance of the same object is described by the same component, with start, end and recurrence id in the same forms.
    ///
    /// Costs a few nanoseconds for neighbours of one series.
    public func isFormed(like other: Occurrence) -> Bool {
        guard (endLocal == nil) == (other.endLocal == nil) else { return false }
        if template !== other.template {
            guard template.componentIndex == other.template.componentIndex, template.start.isFormed(like: other.template.start),
                template.endForm.isFormed(like: other.template.endForm)
            else { return false }
        }
        switch (name, other.name) {
        case (.none, .none), (.start, .start): return true
        case (.given(let id, _), .given(let otherID, _)): return id.isFormed(like: otherID)
        default: return false
        }
    }

    /// Index into `CalendarObject.components` of the component that describes it: the master or an override.
    public var componentIndex: Int { template.componentIndex }
}

extension Occurrence: Hashable {
    public static func == (left: Occurrence, right: Occurrence) -> Bool {
        left.startInstant == right.startInstant && left.endInstant == right.endInstant && left.componentIndex == right.componentIndex
            && left.recurrenceInstant == right.recurrenceInstant && left.start == right.start && left.end == right.end
            && left.recurrenceID == right.recurrenceID
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(startInstant)
        hasher.combine(endInstant)
        hasher.combine(recurrenceInstant)
        hasher.combine(componentIndex)
    }
}

extension Occurrence: CustomStringConvertible {
    /// Start and end in their own forms, for messages.
    public var description: String {
        "\(start) to \(end.map(String.init(describing:)) ?? "no end")" + (recurrenceID.map { ", named \($0)" } ?? "")
    }
}

import ICalendar

extension ZoneResolver {
    /// The clock on which values of this form are read.
    func clock(of form: DateTimeValue) -> ZoneRules {
        switch form {
        case .utc: .utc
        case .zoned(_, let tzid): rules(for: tzid)
        case .date, .floating: floating
        }
    }

    /// An instant in the form (kind and TZID) of another value; in UTC where that form cannot name it: of a local time that the clock
    /// shows twice it means the first (RFC 5545 section 3.3.5).
    func value(at instant: Instant, inFormOf form: DateTimeValue) -> DateTimeValue {
        let clock = clock(of: form)
        let local = clock.local(at: instant)
        if !form.isDate, clock.instant(of: local) != instant { return .utc(instant.utc) }
        return form.replacing(local: local)
    }

    /// What the clock of another value's form shows at a value: for distances on that clock. It may name another instant.
    func reading(of value: DateTimeValue, onClockOf form: DateTimeValue) -> LocalDateTime {
        switch (value, form) {
        case (.utc, .zoned), (.zoned, .zoned), (.utc, .floating), (.zoned, .floating): clock(of: form).local(at: instant(of: value))
        default: convert(value, toFormOf: form).local
        }
    }

    /// A value in the form of another one: the same instant for times (in UTC where the form cannot name it), the date as written for a date; a floating value is read on the
    /// other's clock, a date among times is its midnight.
    func convert(_ value: DateTimeValue, toFormOf form: DateTimeValue) -> DateTimeValue {
        switch (value, form) {
        case (_, .date): .date(value.date)
        case (.date, _), (.floating, _), (.utc, .utc): form.replacing(local: value.local)
        case (.zoned(_, let left), .zoned(_, let right)) where left == right: value
        default: self.value(at: instant(of: value), inFormOf: form)
        }
    }

    /// UNTIL that ends a rule with the instance at `last`, of the kind that the series' start asks for (RFC 5545 section 3.3.10).
    func until(_ last: DateTimeValue) -> DateTimeValue {
        switch last {
        case .date, .floating: last
        case .utc, .zoned: .utc(instant(of: last).utc)
        }
    }
}

extension DateTimeValue {
    /// Whether both are dates, floating, in UTC, or in the zone of one TZID.
    func hasForm(of other: DateTimeValue) -> Bool {
        switch (self, other) {
        case (.date, .date), (.floating, .floating), (.utc, .utc): true
        case (.zoned(_, let own), .zoned(_, let tzid)): own == tzid
        default: false
        }
    }
}

/// The checks of single properties.
extension ValueCheck {
    mutating func check(_ property: Property, start: DateTimeValue?) {
        switch property.registered {
        case .dtstart, .dtend, .due, .recurrenceID: checkTime(property)
        case .dtstamp, .created, .lastModified, .completed, .acknowledged: checkStamp(property)
        case .duration: checkDuration(property)
        case .trigger: checkTrigger(property)
        case .rrule, .exrule: checkRule(property, start: start)
        case .rdate, .exdate: checkDates(property, start: start)
        case .freebusy: checkPeriods(property)
        case .tzoffsetfrom, .tzoffsetto: checkOffset(property)
        case .sequence, .priority, .percentComplete, .`repeat`: checkInteger(property)
        case .attendee, .organizer: checkAddress(property)
        case .geo: checkGeo(property)
        case .status, .transp, .classification: checkWord(property)
        case .summary, .description, .location, .comment, .contact: checkText(property)
        default: break
        }
    }

    /// What an unreadable value means here.
    private func unreadable(_ deviation: Deviation) -> Deviation {
        if isZonePart { return .unreadableZone }
        return componentName == .valarm && deviation == .unreadableTime ? .unreadableTrigger : deviation
    }

    private mutating func checkTime(_ property: Property) {
        var oddities = DateTimeValue.Oddities()
        do throws(ValueError) {
            noteOddities(oddities, of: try property.dateTime(&oddities), in: property)
        } catch {
            note(unreadable(.unreadableTime), property, error.reason, .value)
        }
        noteMarks(oddities, in: property)
        if property.registered == .recurrenceID, let range = property.parameter("RANGE"), range.uppercasedASCII != "THISANDFUTURE" {
            note(.obsoleteRange, property, "RANGE=\(range) is not known; the override counts for one instance.")
        }
    }

    private mutating func noteOddities(_ oddities: DateTimeValue.Oddities, of value: DateTimeValue, in property: Property) {
        let isDateText = property.value.count == 8 || oddities.contains(.zuluDate)
        if isDateText, !property.isValue("DATE") {
            note(.dateWithoutValue, property, "A date without VALUE=DATE.")
        } else if value.isDate, !isDateText, !oddities.contains(.blanks) {
            note(.valueMismatch, property, "VALUE=DATE with a time; the time does not count.")
        }
        if case .utc = value, property.hasParameters, property.parameter("TZID") != nil {
            note(.zoneOnUTC, property, "A TZID on a time in UTC; the Z counts.")
        }
    }

    private mutating func noteMarks(_ oddities: DateTimeValue.Oddities, in property: Property) {
        guard !oddities.isEmpty else { return }
        if oddities.contains(.missingSeconds) { note(.missingSeconds, property, "A time without seconds.") }
        if oddities.contains(.leapSecond) { note(.leapSecond, property, "A leap second, read as second 59.") }
        if oddities.contains(.zuluDate) { note(.valueMismatch, property, "A date with the mark of UTC, which says nothing about a day.") }
        if oddities.contains(.lowerCase) { note(.lowerCaseTime, property, "A date-time with lower-case letters.") }
    }

    private mutating func checkStamp(_ property: Property) {
        var oddities = DateTimeValue.Oddities()
        do throws(ValueError) { _ = try property.dateTime(&oddities) } catch {
            note(unreadable(.unreadableStamp), property, error.reason, .value)
        }
        noteMarks(oddities, in: property)
    }

    private mutating func checkDuration(_ property: Property) {
        var isLoose = false
        do throws(ValueError) {
            let duration = try CalendarDuration.read(property.value, isLoose: &isLoose)
            if duration.isNegative, componentName != .valarm {
                note(.endBeforeStart, property, "DURATION is negative; the item has no duration.")
            }
        } catch {
            note(unreadable(.unreadableTime), property, error.reason, .value)
        }
        if isLoose { note(.looseDuration, property, "The duration is not as RFC 5545 writes it.") }
    }

    private mutating func checkTrigger(_ property: Property) {
        var isLoose = false
        let reason: String
        do throws(ValueError) {
            _ = try CalendarDuration.read(property.value, isLoose: &isLoose)
            if isLoose { note(.looseDuration, property, "The duration is not as RFC 5545 writes it.") }
            return
        } catch { reason = error.reason }
        var oddities = DateTimeValue.Oddities()
        do throws(ValueError) {
            _ = try property.dateTime(&oddities)
            if !property.isValue("DATE-TIME") { note(.valueMismatch, property, "A date-time without VALUE=DATE-TIME.") }
        } catch {
            note(.unreadableTrigger, property, property.isValue("DATE-TIME") ? error.reason : reason, .value)
        }
        noteMarks(oddities, in: property)
    }

    private mutating func checkRule(_ property: Property, start: DateTimeValue?) {
        let rule: RecurrenceRule
        do throws(ValueError) { rule = try RecurrenceRule(property.value) } catch {
            return note(unreadable(.unreadableRule), property, error.reason, .value)
        }
        if rule.count != nil, rule.until != nil { note(.countAndUntil, property, "COUNT and UNTIL together; the earlier end counts.") }
        if !rule.unknownParts.isEmpty {
            note(.unknownRulePart, property, "Rule parts that are not understood: \(rule.unknownParts.joined(separator: ";")).")
        }
        if let until = rule.until, let start, !isZonePart {
            if until.isDate != start.isDate {
                note(.untilKind, property, "UNTIL and DTSTART are not of one kind (date, date-time).")
            } else if start.tzid != nil, case .floating = until {
                note(.untilKind, property, "UNTIL is not in UTC; it is read in the zone of DTSTART.")
            }
        }
        let text = property.value
        if text.last == UInt8(ascii: ";") || text.contains(where: { $0 &- 0x61 < 26 }) {
            note(.looseRule, property, "The rule is not as RFC 5545 writes it.")
        }
    }

    private mutating func checkDates(_ property: Property, start: DateTimeValue?) {
        var kind: DateTimeValue?
        do throws(ValueError) {
            let dates = try property.recurrenceDates()
            if property.registered == .exdate, dates.contains(where: { $0.period != nil }) {
                throw ValueError("EXDATE cannot hold a period.")
            }
            kind = dates.first?.start
        } catch {
            return note(unreadable(.unreadableTime), property, error.reason, .value)
        }
        guard let kind else { return note(.emptyList, property, "\(property.name) has no value.") }
        if kind.isDate, !property.isValue("DATE") { note(.dateWithoutValue, property, "A date without VALUE=DATE.") }
        if let start, start.isDate != kind.isDate {
            note(.exceptionKind, property, "\(property.name) and DTSTART are not of one kind (date, date-time).")
        }
    }

    private mutating func checkPeriods(_ property: Property) {
        do throws(ValueError) { _ = try property.periods() } catch {
            note(.unreadableTime, property, error.reason, .value)
        }
    }

    private mutating func checkOffset(_ property: Property) {
        do throws(ValueError) { _ = try property.utcOffset() } catch {
            note(.unreadableZone, property, error.reason, .value)
        }
    }

    private mutating func checkInteger(_ property: Property) {
        do throws(ValueError) { _ = try property.integer() } catch {
            note(.unreadableValue, property, error.reason, .value)
        }
    }

    private mutating func checkAddress(_ property: Property) {
        if !property.value.contains(UInt8(ascii: ":")) { note(.missingMailto, property, "The address has no scheme such as mailto:.") }
    }

    private mutating func checkGeo(_ property: Property) {
        let parts = property.value.split { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\\") }
        guard parts.count == 2, parts.allSatisfy({ Double($0.string.trimmedBlanks)?.isFinite == true }) else {
            return note(.unreadableValue, property, "\"\(property.value.prefix(60).string)\" is no pair of coordinates.", .value)
        }
        if property.value.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\\") }) {
            note(.looseGeo, property, "The coordinates are not separated by a plain semicolon.")
        }
    }

    private static let transparencies = ["OPAQUE", "TRANSPARENT"].map { Array($0.utf8) }
    private static let classifications = ["PUBLIC", "PRIVATE", "CONFIDENTIAL"].map { Array($0.utf8) }
    private static let statuses = [
        "TENTATIVE", "CONFIRMED", "CANCELLED", "NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "DRAFT", "FINAL", "PENDING",
    ].map { Array($0.utf8) }

    private mutating func checkWord(_ property: Property) {
        let known =
            switch property.registered {
            case .transp: Self.transparencies
            case .classification: Self.classifications
            default: Self.statuses
            }
        if known.contains(where: { $0.elementsEqual(property.value) }) { return }
        let word = property.valueString.uppercasedASCII
        if !known.contains(Array(word.utf8)), !word.hasPrefix("X-") {
            note(.unknownWord, property, "\(property.name):\(word.prefix(60)) is not known.")
        }
    }

    /// Commas, semicolons and backslashes that are not as RFC 5545 section 3.3.11 wants them; the whole value counts in any case.
    private mutating func checkText(_ property: Property) {
        var isUnescaped = false
        var isUnknown = false
        property.value.withUnsafeBufferPointer { octets in
            var place = 0
            while place < octets.count {
                let octet = octets[place]
                if octet == UInt8(ascii: "\\") {
                    let next = place + 1 < octets.count ? octets[place + 1] : 0
                    switch next {
                    case UInt8(ascii: "\\"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "n"), UInt8(ascii: "N"): break
                    default: isUnknown = true
                    }
                    place += 2
                    continue
                }
                if octet == UInt8(ascii: ",") || octet == UInt8(ascii: ";") { isUnescaped = true }
                place += 1
            }
        }
        if isUnescaped { note(.unescapedText, property, "A comma or semicolon without backslash; the whole value counts.") }
        if isUnknown { note(.unknownEscape, property, "A backslash before a character that needs none; both are kept.") }
    }
}

/// The ways by which a text comes into the store.
public enum StorageEntry: String, CaseIterable, Hashable, Sendable {
    /// A PUT of a whole calendar (CalendarData).
    case calendarData
    /// A WCAP import.
    case wcapImport
    /// A PUT of one object (CalDAV).
    case calDAVPut
}

/// What becomes of a text that shows a deviation.
public enum StorageVerdict: Hashable, Sendable {
    /// Stored as it came.
    case accept
    /// Stored after the repair that the parser or the store makes.
    case repair
    case refuse
}

/// The one table of what may be stored: deviation × entry.
public enum StorageAcceptance {
    /// What becomes of a text with this deviation. Sources: `calendardata.md` ("parsing failed", "Rules in detail"), `caldav.md` (PUT), RFC 4791 section 5.3.2.1.
    public static func verdict(on deviation: Deviation, for entry: StorageEntry) -> StorageVerdict {
        let row = row(of: deviation)
        switch entry {
        case .calendarData: return row.calendarData
        case .wcapImport: return row.wcapImport
        case .calDAVPut: return row.calDAVPut
        }
    }

    private typealias Row = (calendarData: StorageVerdict, wcapImport: StorageVerdict, calDAVPut: StorageVerdict)

    private static func row(of deviation: Deviation) -> Row {
        switch deviation {
        // No calendar, broken structure, limits: nothing of it may be used anywhere.
        case .empty, .notICalendar, .missingEnd, .wrongEnd, .extraEnd, .namelessComponent, .nestedComponent, .repeatedStart,
            .textTooLarge, .lineTooLong, .tooManyLines, .tooManyParameters, .nestedTooDeep, .uidOfTwoKinds:
            (.refuse, .refuse, .refuse)
        // Line ends and character set are repaired everywhere.
        case .bareLineFeed, .bareCarriageReturn, .mixedLineEnds, .missingFinalLineEnd, .blankLine, .byteOrderMark, .utf16, .notUTF8,
            .controlCharacter, .trailingJunk, .quotedPrintable:
            (.repair, .repair, .repair)
        // Not well-formed, though readable: a line that is neither a property nor a continuation, no VCALENDAR.
        case .lineWithoutColon, .unfoldedText, .propertyOutsideComponent, .missingCalendar, .nestedCalendar:
            (.refuse, .repair, .refuse)
        case .severalCalendars, .vCalendar1, .missingUID, .method, .repeatedInstance:
            (.repair, .repair, .refuse)
        case .missingVersion, .missingProductID, .missingTimestamp, .zoneWithoutDefinition:
            (.repair, .repair, .accept)
        case .missingStart, .severalUIDs, .severalKinds, .nothingToStore, .skippedComponent:
            (.accept, .accept, .refuse)
        // What places the item in time has to be understood.
        case .unreadableTime, .unreadableRule:
            (.refuse, .refuse, .refuse)
        // Other dates, rules and durations: CalDAV takes valid data only (RFC 4791 section 5.3.2.1).
        case .unreadableZone, .unreadableTrigger, .unreadableStamp:
            (.accept, .accept, .refuse)
        case .tooManyFindings, .spaceBeforeColon, .quoteInParameter, .unclosedQuote, .backslashInParameter, .bareParameter,
            .repeatedProperty, .unreadableValue, .dateWithoutValue, .valueMismatch, .missingSeconds, .leapSecond, .lowerCaseTime,
            .zoneOnUTC, .looseDuration, .endBeforeStart, .endAndDuration, .mixedEndKinds, .countAndUntil, .untilKind, .unknownRulePart,
            .looseRule, .severalRules, .exceptionKind, .emptyList, .obsoleteRange, .unescapedText, .unknownEscape, .missingMailto,
            .looseGeo, .unknownWord:
            (.accept, .accept, .accept)
        }
    }

    /// Whether a refused CalDAV PUT breaks the rules for objects (`valid-calendar-object-resource`) rather than those for data
    /// (`valid-calendar-data`); RFC 4791 section 5.3.2.1.
    public static func breaksObjectRules(_ deviation: Deviation) -> Bool {
        switch deviation {
        case .missingUID, .method, .severalCalendars, .severalUIDs, .severalKinds, .uidOfTwoKinds, .repeatedInstance, .nothingToStore,
            .skippedComponent:
            true
        default: false
        }
    }

    /// Judges a parsed text for an entry: reads its values and objects, and goes through the table.
    ///
    /// - Parameter knownZones: VTIMEZONEs without any finding that were the first components of the text's first VCALENDAR, and were taken out before it
    ///   was parsed.
    public static func judge(_ parsed: ParsedText, for entry: StorageEntry, knownZones: [Component] = []) -> StorageJudgement {
        var calendars = parsed.calendars
        if !knownZones.isEmpty, !calendars.isEmpty { calendars[0].components.insert(contentsOf: knownZones, at: 0) }
        let contents = CalendarContents(calendars)
        var findings = parsed.findings
        findings += ValueChecker().findings(in: parsed.calendars)
        findings += contents.findings
        findings += objectFindings(parsed, contents, entry)
        findings = findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
        var judgement = StorageJudgement(contents: contents)
        for finding in findings {
            switch verdict(on: finding.deviation, for: entry) {
            case .refuse: judgement.refusals.append(finding)
            case .repair:
                judgement.notes.append(finding)
                judgement.needsRepair = true
            case .accept: judgement.notes.append(finding)
            }
        }
        return judgement
    }

    /// What is odd about the objects of a text as a whole. Several of them are what a calendar is made of: a question for CalDAV only.
    private static func objectFindings(_ parsed: ParsedText, _ contents: CalendarContents, _ entry: StorageEntry) -> [Finding] {
        guard !parsed.calendars.isEmpty else { return [] }
        guard let first = contents.objects.first else {
            return [Finding(.nothingToStore, severity: .note, line: 0, reason: "The text holds no event, to-do or journal entry.")]
        }
        guard entry == .calDAVPut else { return [] }
        var findings: [Finding] = []
        for object in contents.objects.dropFirst() {
            let component = object.components.first
            func note(_ deviation: Deviation, _ reason: String) {
                findings.append(
                    Finding(
                        deviation, severity: .note, line: component?.lineNumber ?? 0, component: object.kind.text,
                        uid: object.uid.isEmpty ? nil : object.uid, reason: reason
                    )
                )
            }
            if findings.isEmpty, object.uid != first.uid { note(.severalUIDs, "The text holds objects of more than one UID.") }
            if object.kind != first.kind, !findings.contains(where: { $0.deviation == .severalKinds }) {
                note(.severalKinds, "The text holds both \(first.kind) and \(object.kind).")
            }
        }
        return findings
    }
}

/// What the table says about one text.
public struct StorageJudgement: Sendable {
    /// Why it may not be stored; empty when it may.
    public internal(set) var refusals: [Finding] = []
    /// What was noted or repaired.
    public internal(set) var notes: [Finding] = []
    /// Whether what is stored differs from what came.
    public internal(set) var needsRepair = false
    /// What the text holds.
    public let contents: CalendarContents

    init(contents: CalendarContents) { self.contents = contents }

    public var isAccepted: Bool { refusals.isEmpty }
}

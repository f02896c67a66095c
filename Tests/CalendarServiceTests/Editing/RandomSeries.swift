import ICalendar
import SeededRandom

@testable import CalendarService

/// Series as calendars have them, at random: events and to-dos, dates and times in every form, several rules, dates, periods, exclusions.
struct RandomSeries {
    static let rules = [
        "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;COUNT=15", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO;COUNT=12", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9", "FREQ=MONTHLY", "FREQ=MONTHLY;COUNT=7",
        "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=6", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=10",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1", "FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO", "FREQ=YEARLY;COUNT=4",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31",
    ]
    static let exclusionRules = ["FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=4", "FREQ=DAILY;COUNT=3", "FREQ=MONTHLY;BYDAY=3TU,4WE"]
    static let zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]

    let object: CalendarObject
    let start: DateTimeValue

    init(_ random: inout SeededGenerator, zones: ZoneResolver) {
        func chance(_ odds: Int) -> Bool { Int.random(in: 0..<odds, using: &random) == 0 }
        let start = RandomSeries.start(&random)
        let kind: ComponentName = chance(4) ? .vtodo : .vevent
        var component = Component(kind, properties: [Property(.uid, value: "item")])
        component.properties += RandomSeries.times(of: kind, at: start, &random)
        component.properties += [
            Property(.summary, text: "s0"), Property("X-KEPT", parameters: [Parameter("X-P", "1")], value: "as it is"),
        ]
        for _ in 0..<(chance(5) ? Int.random(in: 2...3, using: &random) : 1) {
            component.properties.append(Property(.rrule, value: RandomSeries.rules.randomElement(using: &random) ?? ""))
        }
        func later(_ days: Int64, _ seconds: Int64) -> DateTimeValue {
            start.replacing(local: LocalDateTime(timelineSeconds: start.local.timelineSeconds + days * 86_400 + seconds))
        }
        if chance(5) {
            component.properties.append(Property(.rdate, dateTimes: [later(4, 7_200), later(33, 7_200)]))
        } else if chance(6), component.has(.dtstart), !start.isDate {
            let periods = [4, 18].map { Period(start: later($0, 10_800), end: .duration(CalendarDuration(seconds: 5_400))) }
            component.properties.append(Property(.rdate, parameters: [Parameter("VALUE", "PERIOD")], periods: periods))
        }
        for _ in 0..<(chance(6) ? Int.random(in: 1...2, using: &random) : 0) {
            component.properties.append(Property(.exrule, value: RandomSeries.exclusionRules.randomElement(using: &random) ?? ""))
        }
        var object = CalendarObject(uid: "item", kind: kind, components: [component], timeZones: [])
        let first = Series(object, zones: zones).starts?.list(limit: 6).list ?? []
        if chance(6), let last = first.dropFirst(3).last {
            object.components[0].properties.append(Property(.exdate, dateTimes: [last.start]))
        }
        if chance(6) { object.components += RandomSeries.range(in: Series(object, zones: zones)) }
        self.object = object
        self.start = start
    }

    /// Some near a change of the clocks, some in the hours that the clocks leave out or have twice.
    private static func start(_ random: inout SeededGenerator) -> DateTimeValue {
        let form = (["", "Z", "DATE", "DATE"] + zones).randomElement(using: &random) ?? ""
        var day = CalendarDate(year: 2026, month: 1, day: 1).advanced(byDays: Int.random(in: 0..<200, using: &random))
        var hour = Int.random(in: 0..<24, using: &random)
        if Int.random(in: 0..<6, using: &random) == 0 {
            day = CalendarDate(year: 2026, month: 3, day: [8, 15, 22, 29].randomElement(using: &random) ?? 8)
            hour = Int.random(in: 1...3, using: &random)
        }
        let local = LocalDateTime(date: day, hour: hour, minute: [0, 30].randomElement(using: &random) ?? 0, second: 0)
        return switch form {
        case "": .floating(local)
        case "Z": .utc(local)
        case "DATE": .date(day)
        default: .zoned(local, tzid: form)
        }
    }

    private static func times(of kind: ComponentName, at start: DateTimeValue, _ random: inout SeededGenerator) -> [Property] {
        let own = Property(.dtstart, dateTime: start)
        let endName: PropertyName = kind == .vtodo ? .due : .dtend
        let length = [3_600, 5_400].randomElement(using: &random) ?? 3_600
        let end =
            start.isDate
            ? Property(endName, dateTime: .date(start.date.advanced(byDays: Int.random(in: 1...2, using: &random))))
            : Property(
                endName, dateTime: start.replacing(local: LocalDateTime(timelineSeconds: start.local.timelineSeconds + Int64(length))))
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where kind == .vtodo: return [Property(.due, dateTime: start)]
        case 1 where kind == .vtodo || start.isDate: return [own]
        case 2, 3:
            return [own, Property(.duration, value: start.isDate ? "P1D" : ["PT1H", "PT90M"].randomElement(using: &random) ?? "PT1H")]
        default: return [own, end]
        }
    }

    /// A change for the third instance and all later ones, two hours later.
    private static func range(in series: Series) -> [Component] {
        guard let third = series.starts?.list(limit: 3).list.last, let length = series.master?.first(.duration), !third.start.isDate,
            third.start != series.start
        else { return [] }
        let later = third.start.replacing(local: LocalDateTime(timelineSeconds: third.start.local.timelineSeconds + 7_200))
        let id = Property(.recurrenceID, dateTime: third.start).setting(parameter: "RANGE", to: "THISANDFUTURE")
        var component = Component(
            series.object.kind, properties: [Property(.uid, value: "item"), id, Property(.dtstart, dateTime: later), length])
        component.properties += [
            Property(.summary, text: "range"), Property("X-KEPT", parameters: [Parameter("X-P", "1")], value: "as it is"),
        ]
        return [component]
    }
}

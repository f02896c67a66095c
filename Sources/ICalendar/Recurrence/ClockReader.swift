/// Turns local seconds into dates and times, quickly for times that follow each other: neighbouring days and equal times of day cost no division.
struct ClockReader: Sendable {
    private var day: Int64
    private var date: CalendarDate
    private var secondOfDay: Int64 = 0
    private var time = LocalDateTime(startOf: CalendarDate(year: 1970, month: 1, day: 1))

    init() {
        day = 0
        date = CalendarDate(year: 1970, month: 1, day: 1)
    }

    /// The reading of a clock `local` seconds after 1970-01-01T00:00:00 on it.
    mutating func reading(_ local: Int64) -> LocalDateTime {
        let newDay = floorDivision(local, 86_400)
        let second = local - newDay * 86_400
        guard newDay > -800_000, newDay < 3_000_000 else { return LocalDateTime(timelineSeconds: local) }
        if newDay != day {
            let distance = newDay - day
            if distance > 0, distance < 28, Int64(date.day) + distance <= 28 {
                date = CalendarDate(year: Int(date.year), month: Int(date.month), day: Int(date.day) + Int(distance))
            } else {
                date = CalendarDate(dayNumber: Int(newDay))
            }
            day = newDay
        }
        if second != secondOfDay {
            secondOfDay = second
            time = LocalDateTime(
                date: time.date, hour: Int(second / 3600), minute: Int(second / 60 % 60), second: Int(second % 60)
            )
        }
        return LocalDateTime(
            date: date, hour: Int(time.hour), minute: Int(time.minute), second: Int(time.second)
        )
    }
}

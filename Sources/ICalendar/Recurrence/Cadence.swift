/// The times of a rule that come back without change: a cycle of seconds, and the places within it.
///
/// Most rules of real calendars are of this kind: every day, each Monday and Thursday, every second week, the hours of working days. Where
/// nothing depends on months or years, the times of all cycles are equal (a local day has 86,400 seconds, zones come in later), so that a
/// next time costs an addition, the first time from anywhere on a division, and the last of a COUNT a multiplication.
struct Cadence: Sendable {
    /// Where cycle 0 begins, at or before the rule's start, in local seconds.
    let origin: Int64
    /// Seconds from one cycle to the next.
    let length: Int64
    /// Seconds from the beginning of a cycle, ascending, less than `length`; at least one.
    let offsets: [Int64]

    /// What a cycle may hold: the hours of a week. A rule that needs longer to come back is followed period by period.
    private static let periodLimit: Int64 = 168
    private static let timeLimit = 1024

    /// nil for a rule that looks at months or years, needs too long to come back, or has no time at all.
    init?(_ plan: RulePlan) {
        guard plan.pattern.limitsWeekdaysAtMost else { return nil }
        let unit: Int64
        switch plan.frequency {
        case .secondly, .minutely, .hourly: unit = plan.unit
        case .daily: unit = 86_400
        case .weekly: unit = 7 * 86_400
        case .monthly, .yearly: return nil
        }
        let step = unit * plan.interval
        var periods: Int64 = 1
        if !plan.pattern.allowsEveryDay {
            periods = 7 * 86_400 / greatestCommonDivisor(step, 7 * 86_400)
        } else if unit < 86_400, !plan.timePattern.allowsEveryStep(of: unit) {
            periods = 86_400 / greatestCommonDivisor(step, 86_400)
        }
        guard periods <= Self.periodLimit, periods == 1 || Int(periods) * plan.times.count <= Self.timeLimit else { return nil }
        origin = plan.frequency >= .daily && unit >= 86_400 ? plan.origin * 86_400 : plan.origin
        length = step * periods
        if plan.frequency == .weekly {
            let all = plan.weekOffsets.flatMap { day in plan.times.map { Int64(day) * 86_400 + $0 } }
            offsets = plan.setPositions.isEmpty ? all : RulePlan.selection(plan.setPositions, of: all.count).map { all[$0] }
        } else if periods == 1, plan.allowsPeriod(at: origin) {
            offsets = plan.times
        } else {
            var offsets: [Int64] = []
            for period in 0..<periods where plan.allowsPeriod(at: origin + period * step) {
                offsets += plan.times.map { period * step + $0 }
            }
            self.offsets = offsets
        }
        guard !offsets.isEmpty else { return nil }
    }

    /// The first time at or after a local time not before `origin`, as the number of its cycle and the index within it.
    ///
    /// The index may be that of the next cycle's first.
    fileprivate func place(from time: Int64) -> (cycle: Int64, index: Int) {
        let cycle = (time - origin) / length
        let rest = time - origin - cycle * length
        return (cycle, offsets.partitioningIndex { $0 >= rest })
    }

    /// The `count`th time (from 1) at or after a local time not before `origin`, nil where numbers end.
    func time(_ count: Int, from time: Int64) -> Int64? {
        let (cycle, index) = place(from: time)
        let (place, isBeyond) = index.addingReportingOverflow(count - 1)
        let (cycles, cyclesOverflow) = cycle.addingReportingOverflow(Int64(place / offsets.count))
        let (seconds, overflow) = cycles.multipliedReportingOverflow(by: length)
        guard !isBeyond, !cyclesOverflow, !overflow, seconds < .max / 2 else { return nil }
        return origin + seconds + offsets[place % offsets.count]
    }
}

/// Gives the times of a cadence in order.
struct CadenceIterator: Sendable {
    private let offsets: [Int64]
    private let length: Int64
    private var last: Int64
    /// Where the current cycle begins.
    private var begin: Int64
    private var index: Int
    private var work: Int
    /// Whether the end came from the work limit.
    private(set) var isCut = false

    /// - Parameters:
    ///   - time: the first local time of interest, not before the cadence's origin and at most a second after the end of the calendar.
    ///   - last: the last local time of interest.
    ///   - work: times that may be given.
    init(_ cadence: Cadence, from time: Int64, through last: Int64, work: Int) {
        let (cycle, index) = cadence.place(from: time)
        offsets = cadence.offsets
        length = cadence.length
        self.last = last
        begin = cadence.origin + cycle * cadence.length
        self.index = index
        self.work = work
    }

    /// The next time, nil at the end or when the work limit is reached (`isCut`).
    @inline(__always)
    mutating func next() -> Int64? {
        if index >= offsets.count {
            index = 0
            begin += length
        }
        let time = begin + offsets[index]
        guard time <= last, work > 0 else {
            isCut = isCut || time <= last
            last = .min
            return nil
        }
        index += 1
        work -= 1
        return time
    }
}

extension RulePlan {
    /// Whether the day and the time of day at which a period below a week begins are allowed.
    fileprivate func allowsPeriod(at begin: Int64) -> Bool {
        let day = floorDivision(begin, 86_400)
        guard pattern.allowsEveryDay || pattern.weekdays >> UInt8(DayPattern.weekday(ofDay: Int(day))) & 1 == 1 else { return false }
        return unit == 0 || timePattern.firstAllowed(from: begin - day * 86_400) == begin - day * 86_400
    }
}

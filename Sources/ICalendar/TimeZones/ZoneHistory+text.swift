extension LocalDateTime {
    /// `YYYYMMDDTHHMMSS`.
    var basicText: String {
        func padded(_ number: some BinaryInteger, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
        }
        return padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2) + "T" + padded(hour, 2) + padded(minute, 2)
            + padded(second, 2)
    }
}

extension UTCOffset {
    /// `+HHMM`, with seconds only if there are any.
    var basicText: String {
        let magnitude = Int(seconds.magnitude)
        func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text = (seconds < 0 ? "-" : "+") + pair(magnitude / 3600) + pair(magnitude / 60 % 60)
        return magnitude % 60 == 0 ? text : text + pair(magnitude % 60)
    }
}

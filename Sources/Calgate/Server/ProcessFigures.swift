import Foundation

/// Memory, processor time and age of this process, for `/metrics`.
struct ProcessFigures {
    func exposition() -> String {
        var text = ""
        if let statm = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) {
            let pages = statm.split(separator: " ").compactMap { Int($0) }
            if pages.count > 1 {
                text +=
                    "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes \(pages[1] * Int(sysconf(Int32(_SC_PAGESIZE))))\n"
            }
        }
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let seconds =
                Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1_000_000
            text += "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total \(seconds)\n"
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            text += "# TYPE process_open_fds gauge\nprocess_open_fds \(files.count)\n"
        }
        return text
    }
}

import Calgate
import Foundation
import GatewayTesting
import Synchronization

/// Mixed requests over loopback for a while, and the memory of this process beside them: what leaks shows.
///
/// Everything is done over and over on the same names, so that the store stays as large as it is; every fourth connection is a new one. The
/// server's clients are in the same process and keep 1 MiB each.
struct Soak {
    let bench: Bench
    let duration: Duration

    private static let clients = 16
    private static let looks = 20

    /// Runs it, prints a line at each look, and the judgement at the end.
    func run() async throws {
        MemoryAllocator.returnFreedMemory()
        let bench = bench
        let duration = duration
        try await RunningGateway.run { gateway in
            let client = gateway.client("jdoe")
            for (name, sample) in [("Bench", bench.sample), ("Small", bench.sample.prefix(1000))] {
                let answer = try await client.send(
                    "PUT", "/CalendarData/\(name).ics", headers: [("Content-Type", "text/calendar")], body: sample.text())
                guard answer.status == 201 else { throw HTTPFailure("publishing answered \(answer.status): \(answer.text.prefix(200))") }
            }
            let etag = try await client.get("/CalendarData/Bench.ics").etag ?? ""
            let requests = Requests(etag: etag, small: bench.sample.prefix(1000).text())
            try await Self.load(requests, port: gateway.port, for: duration)
        }
    }

    private static func load(_ requests: Requests, port: Int, for duration: Duration) async throws {
        let count = Atomic<Int>(0)
        let isOver = Atomic<Bool>(false)
        let failure = Mutex<(any Error)?>(nil)
        let group = DispatchGroup()
        for number in 0..<clients {
            group.enter()
            Thread.detachNewThread {
                do {
                    var turn = number
                    while !isOver.load(ordering: .relaxed) {
                        let socket = try LoadSocket(port: port)
                        for _ in 0..<(turn % 4 == 0 ? 1 : 200) where !isOver.load(ordering: .relaxed) {
                            try requests.ask(socket, client: number, turn: turn)
                            count.wrappingAdd(1, ordering: .relaxed)
                            turn += 1
                        }
                    }
                } catch { failure.withLock { $0 = error } }
                group.leave()
            }
        }
        var figures: [Double] = []
        for look in 1...looks {
            try await Task.sleep(for: duration / looks)
            figures.append(Self.residentMegabytes)
            say(
                String(
                    format: "%8.0f s %12d steps %10.1f MB", duration.seconds * Double(look) / Double(looks), count.load(ordering: .relaxed),
                    figures.last ?? 0))
            if failure.withLock({ $0 != nil }) { break }
        }
        isOver.store(true, ordering: .relaxed)
        await withCheckedContinuation { continuation in group.notify(queue: .global()) { continuation.resume() } }
        if let failure = failure.withLock({ $0 }) { throw failure }
        let (second, last) = (figures[(looks / 4)..<(looks / 2)].max() ?? 0, figures[(looks * 3 / 4)...].max() ?? 0)
        say(
            String(
                format: "memory: at most %.1f MB in the second quarter, %.1f MB in the last (%+.1f %%)", second, last,
                (last / second - 1) * 100))
    }

    /// At once, into a file too.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private static var residentMegabytes: Double {
        let statm = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = statm.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }
}

/// What a soak asks.
private struct Requests: Sendable {
    let etag: String
    let small: [UInt8]

    /// One step of the mix: mostly one request, sometimes a session.
    func ask(_ socket: LoadSocket, client: Int, turn: Int) throws {
        switch turn % 16 {
        case 0..<5:
            _ = try socket.ask(request("GET", "/CalendarData/Bench.ics", "If-None-Match: \(etag)\r\n"), expecting: 304)
        case 5: _ = try socket.ask(request("GET", "/CalendarData/Small.ics"), expecting: 200)
        case 6..<9: _ = try socket.ask(put(client: client, turn: turn), expecting: 201, 204)
        case 9:
            _ = try socket.ask(request("DELETE", "/CalDAV/Calendar/\(client)-\(turn % 7).ics"), expecting: 204, 404)
        case 10: _ = try socket.ask(request("PROPFIND", "/CalDAV/Calendar/", "Depth: 1\r\nContent-Length: 0\r\n"), expecting: 207)
        case 11: _ = try socket.ask(request("REPORT", "/CalDAV/Bench/", "Depth: 1\r\n", body: Self.month), expecting: 207)
        case 12: _ = try socket.ask(request("GET", "/CalendarData/nothing-\(turn).ics"), expecting: 404)
        case 13: _ = try socket.ask(request("PUT", "/CalDAV/Calendar/bad.ics", body: Array("BEGIN:nothing".utf8)), expecting: 400, 403, 415)
        case 14 where turn % 64 == 14:
            _ = try socket.ask(request("PUT", "/CalendarDataDel/Again\(client % 4).ics", body: small), expecting: 200, 201, 204)
        default: try session(socket)
        }
    }

    private func session(_ socket: LoadSocket) throws {
        let id = try socket.sessionID(
            request("GET", "/login.wcap?user=jdoe&password=\(RunningGateway.password)&fmt-out=text%2Fcalendar"))
        let range = "calid=jdoe:Small&dtstart=20250303T000000Z&dtend=20250310T000000Z&fmt-out=text%2Fcalendar"
        _ = try socket.ask(request("GET", "/fetchcomponents_by_range.wcap?id=\(id)&\(range)"), expecting: 200)
        _ = try socket.ask(request("GET", "/logout.wcap?id=\(id)&fmt-out=text%2Fcalendar"), expecting: 200)
    }

    private func put(client: Int, turn: Int) -> [UInt8] {
        let name = "\(client)-\(turn % 7)"
        let event =
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Calgate//Bench//EN\r\nBEGIN:VEVENT\r\nUID:\(name)\r\nDTSTAMP:20250101T000000Z\r\n"
            + "DTSTART:20250301T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=10\r\nSUMMARY:turn \(turn)\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        return request("PUT", "/CalDAV/Calendar/\(name).ics", "Content-Type: text/calendar\r\n", body: Array(event.utf8))
    }

    private func request(_ method: String, _ path: String, _ fields: String = "", body: [UInt8] = []) -> [UInt8] {
        let credentials = Data("jdoe:\(RunningGateway.password)".utf8).base64EncodedString()
        let length = body.isEmpty ? "" : "Content-Length: \(body.count)\r\n"
        return Array("\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic \(credentials)\r\n\(fields)\(length)\r\n".utf8)
            + body
    }

    private static let month = Array(
        """
        <c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>\
        <c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="20250301T000000Z" end="20250303T000000Z"/>\
        </c:comp-filter></c:comp-filter></c:filter></c:calendar-query>
        """.utf8)
}

import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension CalendarDataFrontEnd {
    /// PROPFIND, Depth 0 and 1: what old WebDAV publishers ask of a file and its folders before they PUT.
    ///
    /// A calendar is a file; a realm's root, `~user/` and folders of names are collections whose members are the calendars one may read.
    func propfind(_ target: CalendarDataTarget, _ request: GatewayRequest, _ caller: Caller) async throws -> Response {
        let depth = try Self.depth(of: request)
        var answer = PropertyAnswer(try PropertySelection(propfind: try await request.body(upTo: 1 << 20).octets()))
        if target.calendarName.isEmpty {
            try await requireVisible(target, caller)
            answer.append(collection: folderHref(target, nil, request))
            if depth > 0 { try await appendMembers(of: target, below: nil, to: &answer, request, caller) }
            return answer.response()
        }
        do {
            let (state, info) = try await service.contentState(of: target.reference, endpoint: .calendarData, for: caller)
            let length = answer.needsLength ? try await contentLength(target.reference, caller) : nil
            answer.append(file: fileHref(target, info.calendar.name, request), state, info, length: length)
        } catch let error as CalendarError where error.code == .calendarNotFound {
            let isFolder = try await appendMembers(of: target, below: target.calendarName, to: &answer, request, caller, onlyWhenAny: true)
            // Outlook asks with Depth 1 before it publishes a new calendar and goes on only after a 207.
            guard isFolder || depth > 0 && target.owner == nil else { throw error }
            if !isFolder { answer.append(missing: fileHref(target, target.calendarName, request)) }
        }
        return answer.response()
    }

    /// The folder of an account of which one may use no calendar is not there.
    private func requireVisible(_ target: CalendarDataTarget, _ caller: Caller) async throws {
        guard target.owner != nil else { return }
        let calendars = try await service.calendars(ofOwner: target.owner, for: caller)
        guard calendars.contains(where: { !$0.access.isUnknown }) else { throw CalendarError.noCalendar }
    }

    private func contentLength(_ reference: CalendarReference, _ caller: Caller) async throws -> Int {
        try await service.rendering(of: reference, endpoint: .calendarData, for: caller).octets.readableBytes
    }

    /// Appends the calendars of the target's owner that the caller may read; with `folder` those under it, the folder itself first. Says whether there are any.
    @discardableResult
    private func appendMembers(
        of target: CalendarDataTarget, below folder: String?, to answer: inout PropertyAnswer, _ request: GatewayRequest, _ caller: Caller,
        onlyWhenAny: Bool = false
    ) async throws -> Bool {
        let visible = try await service.calendars(ofOwner: target.owner, for: caller).filter { info in
            info.access.mayRead && (folder.map { info.calendar.name.hasPrefix($0 + "/") } ?? true)
        }
        guard !onlyWhenAny || !visible.isEmpty else { return false }
        if let folder { answer.append(collection: folderHref(target, folder, request)) }
        for info in visible {
            let (state, _) = try await service.contentState(of: .id(info.calendar.id), endpoint: .calendarData, for: caller)
            let length = answer.needsLength ? try await contentLength(.id(info.calendar.id), caller) : nil
            answer.append(file: fileHref(target, info.calendar.name, request), state, info, length: length)
        }
        return !visible.isEmpty
    }

    private func folderHref(_ target: CalendarDataTarget, _ folder: String?, _ request: GatewayRequest) -> String {
        request.href(segments(target) + (folder.map { $0.split(separator: "/").map(String.init) } ?? []), isCollection: true)
    }

    private func fileHref(_ target: CalendarDataTarget, _ name: String, _ request: GatewayRequest) -> String {
        request.href(segments(target) + "\(name).ics".split(separator: "/").map(String.init))
    }

    private func segments(_ target: CalendarDataTarget) -> [String] { [target.realm] + (target.owner.map { ["~\($0)"] } ?? []) }

    /// 0 or 1; a missing Depth is taken as 1, `infinity` is refused (RFC 4918 section 9.1.1).
    private static func depth(of request: GatewayRequest) throws -> Int {
        switch request.headers[.depth]?.lowercased() {
        case "0": return 0
        case "1", "1,noroot", nil: return 1
        default:
            var problem = HTTPProblem(.forbidden, "Depth may be 0 or 1.")
            var writer = XMLWriter()
            writer.element(.dav("error")) { $0.element(.dav("propfind-finite-depth")) }
            problem.body = ("application/xml; charset=utf-8", writer.finish())
            throw problem
        }
    }
}

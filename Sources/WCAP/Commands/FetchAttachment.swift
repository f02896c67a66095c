import CalendarService
import CalendarStore
import ICalendar

/// `fetchattachment`: the content of an attachment that is kept inside its item.
struct FetchAttachment: Command {
    let name = "fetchattachment"
    let failure = WCAPErrno.attachmentNotFound

    func run(_ call: Call) async throws -> Reply {
        guard let text = call.parameters.word(.attachmentID), let id = AttachmentID(text) else { throw failure }
        let info = try await call.service.calendar(.publicID(id.calendar), for: call.caller)
        guard info.access.mayRead else { throw WCAPErrno.accessDeniedToCalendar }
        let found = try await call.service.collect(
            .uids([id.uid]), in: .id(info.calendar.id), for: call.caller, into: Property?.none
        ) { found, view, _ in
            for component in view.object.components where found == nil {
                found = component.properties.first {
                    $0.isNamed(.attach) && AttachmentID.isContent($0) && AttachmentID.digest(of: $0) == id.digest
                }
            }
            return found == nil
        }
        guard let found, let octets = Base64.decoded(found.value) else { throw failure }
        let type = found.parameter("FMTTYPE") ?? "application/octet-stream"
        let isSafe = type.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ",") }
        return .file(
            octets: octets, contentType: isSafe ? type : "application/octet-stream",
            fileName: found.parameter("FILENAME") ?? found.parameter("X-FILENAME") ?? "attachment")
    }
}

import CalendarService
import CalendarStore
import ICalendar

/// `storeevents`, `storetodos`, and `storecomponents`, which the seed's examples use: creates or changes one item.
struct Store: Command {
    let name: String
    let itemKind: ComponentName
    var failure: WCAPErrno { itemKind == .vtodo ? .storeToDosFailed : .storeEventsFailed }
    var kind: ComponentName? { itemKind }
    let takesUploads = true

    init(name: String, kind: ComponentName) {
        self.name = name
        itemKind = kind
    }

    func run(_ call: Call) async throws -> Reply {
        try call.requireWriter()
        // A body that is a calendar is the item itself; a part of a form is an attachment, whatever its type.
        if let body = call.request.uploads.first, !body.isPart, body.contentType == "text/calendar" || body.contentType == "text/xml" {
            return try await Import(name: name).run(call)
        }
        // Only what the request itself shapes the answer with may fail before the store.
        var options = try FetchOptions(call)
        options.kinds = [itemKind]
        let info = try await call.service.calendar(try call.calendarReference(), for: call.caller)
        guard info.access.mayWrite else { throw WCAPErrno.accessDeniedToCalendar }
        var block: AnswerBlock
        do {
            block = try await store(in: info, call: call, options: options)
        } catch {
            block = AnswerBlock(errno: errno(for: error, call: call))
            if let uid = call.parameters.word(.uid), let errno = block.errno {
                block.components = [
                    StatusStub.component(itemKind, uid: uid, recurrenceID: nil, status: StatusStub.storeFailed(errno), call: call)
                ]
            }
        }
        block.calid = call.calid(of: info)
        block.showsErrnoFirst = true
        return .answer(Answer([block]))
    }

    /// Errors of existence have numbers of their own here.
    private func errno(for error: any Error, call: Call) -> WCAPErrno {
        guard let error = error as? CalendarError else { return call.errno(for: error) }
        switch error.code {
        case .objectNotFound: return .modifyMissing
        case .preconditionFailed, .uidConflict: return .createExisting
        default: return call.errno(for: error)
        }
    }

    private func store(in info: CalendarInfo, call: Call, options: FetchOptions) async throws -> AnswerBlock {
        let item = try await ItemStore(call, kind: itemKind, info: info)
        let outcome = try await call.service.store(item.request, for: call.caller)
        var block = AnswerBlock(errno: item.attachmentErrno ?? (outcome.couldNotMail ? .cannotSendMail : .ok))
        guard let view = outcome.objects.first else { throw failure }
        let instance = item.request.modifier == .thisInstance ? item.request.recurrenceID : nil
        let stub = StatusStub.component(
            itemKind, uid: view.record.uid, recurrenceID: instance, status: StatusStub.storeSuccess, call: call)
        guard call.parameters.flag(.fetch), outcome.calendar.access.mayRead else {
            block.components = [stub]
            return block
        }
        block.properties = call.calendarProperties(of: outcome.calendar).all
        var selection = InstanceSelection.overlapping(.distantPast..<(.distantFuture))
        if options.expands, let instance { selection = .modifier(.thisInstance, recurrenceID: instance) }
        let fetch = FetchAnswer(call: call, options: options)
        block.components = try await fetch.components(of: view, in: outcome.calendar, instances: selection).map { shown in
            var component = shown
            component.properties.append(Property(.requestStatus, value: StatusStub.storeSuccess))
            return component
        }
        if block.components.isEmpty { block.components = [stub] }
        return block
    }
}

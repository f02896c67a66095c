import CalendarService
import CalendarStore
import ICalendar

/// `fetchevents_by_id`, `fetchtodos_by_id`: items by UID, and the instances that `rid` and `mod` name (`spec/wcap.md` 5.2).
struct FetchByID: Command {
    static let events = FetchByID(name: "fetchevents_by_id", itemKind: .vevent, failure: .fetchEventsByIDFailed)
    static let toDos = FetchByID(name: "fetchtodos_by_id", itemKind: .vtodo, failure: .fetchToDosByIDFailed)

    let name: String
    let itemKind: ComponentName
    let failure: WCAPErrno
    let badTimeZone = WCAPErrno.badTimeZone
    var kind: ComponentName? { itemKind }

    func run(_ call: Call) async throws -> Reply {
        var options = try FetchOptions(call)
        options.kinds = [itemKind]
        let fetch = FetchAnswer(call: call, options: options)
        let wanted = try items(of: call)
        return .answer(try await call.answerPerCalendar { info in try await block(for: info, wanted: wanted, fetch: fetch) })
    }

    private struct Item: Sendable {
        var uid: String
        var selection: InstanceSelection
        /// Asked for without `rid`.
        var isWhole = false
    }

    private func items(of call: Call) throws -> [Item] {
        guard let uids = call.parameters.list(.uid), !uids.isEmpty else { throw failure }
        let rids = ItemLists.extended(call.parameters.list(.rid), to: uids.count, standard: "0")
        let mods = ItemLists.extended(call.parameters.list(.mod), to: uids.count, standard: "")
        guard let rids, let mods else { throw failure }
        return try uids.indices.map { index in
            guard let rid = try call.recurrenceID(rids[index]) else {
                return Item(uid: uids[index], selection: .overlapping(.distantPast..<(.distantFuture)), isWhole: true)
            }
            return Item(uid: uids[index], selection: .modifier(ItemLists.modifier(mods[index]) ?? .thisInstance, recurrenceID: rid))
        }
    }

    private func block(for info: CalendarInfo, wanted: [Item], fetch: FetchAnswer) async throws -> AnswerBlock {
        var block = AnswerBlock(properties: fetch.call.calendarProperties(of: info).all)
        var fetched = FetchedText(outputZone: fetch.options.time.zone)
        for item in wanted {
            let before = fetched.groupCount
            do {
                fetched = try await fetch.fetched(in: info, .uids([item.uid]), instances: item.selection, after: fetched)
            } catch let errno as WCAPErrno where errno == .componentNotFound {
                block.errno = errno
                continue
            }
            // Instances without the series they belong to.
            if !fetch.options.expands, item.isWhole, fetched.hasOnlyInstances(inGroupFrom: before) {
                block.errno = .recurringComponentNotFound
            }
            if fetched.groupCount == before, fetch.call.parameters.word(.componentState) == nil { block.errno = .componentNotFound }
        }
        if fetch.options.maximum > 0 { fetched.cut(toComponents: fetch.options.maximum) }
        block.fetched = fetched.buffers
        return block
    }
}

/// The lists `uid`, `rid` and `mod`, which belong together by position.
enum ItemLists {
    /// A list of exactly `count` items: a missing one is filled with the standard, one of a single item is repeated; nil for any other length.
    static func extended(_ list: [String]?, to count: Int, standard: String) -> [String]? {
        guard let list, let first = list.first else { return Array(repeating: standard, count: count) }
        if list.count == count { return list }
        return list.count == 1 ? Array(repeating: first, count: count) : nil
    }

    static func modifier(_ text: String) -> RecurrenceModifier? { Int(text).flatMap { RecurrenceModifier(rawValue: $0) } }
}

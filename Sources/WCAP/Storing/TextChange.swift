import CalendarStore
import ICalendar

/// The plain properties of a store: what was sent is set, appended or cleared (`spec/wcap.md` 6.1, 6.7).
struct TextChange: Sendable {
    private enum Action: Sendable {
        /// nil removes.
        case set(PropertyName, Property?)
        /// Items of a list; `replaces` puts them in the place of the stored ones.
        case list(PropertyName, [Property], replaces: Bool)
        /// CATEGORIES and RESOURCES: one property with several values.
        case texts(PropertyName, [String], replaces: Bool)
        case completion(Completion)
    }

    /// `percent` and `completed`, and what follows from them for STATUS.
    fileprivate struct Completion: Sendable {
        var percent: Int?
        /// `.some(nil)`: not completed.
        var completed: Instant??
        var setsStatus: Bool
        var now: Instant
    }

    private var actions: [Action] = []

    /// - Throws: the command's failure number for numbers and times that cannot be read.
    init(_ call: Call, kind: ComponentName, zone: ZoneRules) throws {
        let parameters = call.parameters
        let replaces = parameters.flag(.replace)
        let isToDo = kind == .vtodo
        func text(_ parameter: ParameterName, _ name: PropertyName) {
            guard let value = parameters.text(parameter) else { return }
            actions.append(.set(name, value.isEmpty ? nil : Property(name, text: value)))
        }
        text(.summary, .summary)
        text(.desc, .description)
        text(.location, .location)
        text(.language, XToken.componentLanguage)
        text(.charset, XToken.componentCharset)
        if let value = parameters.text(.url) { actions.append(.set(.url, value.isEmpty ? nil : Property(.url, value: value))) }
        if let value = parameters.word(.classification)?.uppercased() {
            actions.append(
                .set(
                    .classification, ["PUBLIC", "PRIVATE", "CONFIDENTIAL"].contains(value) ? Property(.classification, value: value) : nil))
        } else if parameters.has(.classification) {
            actions.append(.set(.classification, nil))
        }
        if parameters.has(.priority) {
            let number = parameters.integer(.priority)
            actions.append(.set(.priority, number.map { Property(.priority, integer: min(max($0, 0), 9)) }))
        }
        if let value = parameters.text(.status) {
            let keyword = StatusParameter.keyword(value, isToDo: isToDo)
            actions.append(.set(.status, keyword.map { Property(.status, value: $0) }))
        }
        if !isToDo, parameters.has(.transparent) {
            actions.append(.set(.transp, Property(.transp, value: parameters.flag(.transparent) ? "TRANSPARENT" : "OPAQUE")))
        }
        if let values = parameters.list(.categories) { actions.append(.texts(.categories, values, replaces: replaces)) }
        if let values = parameters.list(.resources) { actions.append(.texts(.resources, values, replaces: replaces)) }
        for (parameter, name) in [(ParameterName.contacts, PropertyName.contact), (.relatedTos, .relatedTo)] {
            guard let values = parameters.list(parameter) else { continue }
            actions.append(.list(name, values.map { Property(name, text: $0) }, replaces: replaces))
        }
        if let values = parameters.list(.attachments) {
            actions.append(.list(.attach, values.map { Property(.attach, value: $0) }, replaces: replaces))
        }
        if parameters.has(.geo) { actions.append(.set(.geo, try Self.geo(parameters, failure: call.command.failure))) }
        if isToDo { try addCompletion(call, zone: zone) }
        addExtensions(parameters)
    }

    /// Two numbers joined by a semicolon, which is no list here.
    private static func geo(_ parameters: Parameters, failure: WCAPErrno) throws -> Property? {
        guard let value = parameters.word(.geo) else { return nil }
        let numbers = value.split(whereSeparator: { $0 == ";" || $0 == "," }).map { $0.filter { $0 != " " } }
        guard numbers.count == 2, numbers.allSatisfy({ Double($0).map(\.isFinite) ?? false }) else { throw failure }
        return Property(.geo, value: "\(numbers[0]);\(numbers[1])")
    }

    private mutating func addCompletion(_ call: Call, zone: ZoneRules) throws {
        let parameters = call.parameters
        var completion = Completion(setsStatus: parameters.text(.status)?.isEmpty ?? true, now: call.now.instant)
        if parameters.has(.percent) { completion.percent = min(max(parameters.integer(.percent) ?? 0, 0), 100) }
        if let time = try call.time(.completed) { completion.completed = .some(time.instant(in: zone)) }
        if completion.percent != nil || completion.completed != nil { actions.append(.completion(completion)) }
    }

    /// Properties of the client's own: any parameter that begins with `X-`, those of the protocol excepted.
    private mutating func addExtensions(_ parameters: Parameters) {
        for entry in parameters.entries {
            let name = entry.name.uppercased()
            guard name.hasPrefix("X-"), !name.hasPrefix("X-NSCP-"), !name.hasPrefix("X-S1CS-"), name.utf8.count <= 128,
                XMLElementName.isValid(name), !name.contains("_"), !name.contains(".")
            else { continue }
            let value = entry.text
            actions.append(.set(PropertyName(name), value.isEmpty ? nil : Property(PropertyName(name), text: value)))
        }
    }

    func apply(to component: inout Component) {
        for action in actions {
            switch action {
            case .set(let name, let property): Self.set(name, property, in: &component)
            case .list(let name, let properties, let replaces):
                if replaces { component.remove(name) }
                for property in properties where !component.properties.contains(where: { $0.isNamed(name) && $0.value == property.value }) {
                    component.properties.append(property)
                }
            case .texts(let name, let texts, let replaces):
                let kept = replaces ? [] : component.all(name).flatMap { $0.texts() }
                let all = kept + texts.filter { !kept.contains($0) }
                // Nothing new to append leaves the lines as they are.
                if !replaces, all.count == kept.count { continue }
                Self.set(name, all.isEmpty ? nil : Property(name, texts: all), in: &component)
            case .completion(let completion): completion.apply(to: &component)
            }
        }
    }

    fileprivate static func set(_ name: PropertyName, _ property: Property?, in component: inout Component) {
        guard let property else { return component.remove(name) }
        // An equal value with parameters of its own (LANGUAGE, ALTREP) stays as it is.
        if component.all(name).count == 1, let present = component.first(name), present.value == property.value { return }
        component.set(property)
    }
}

extension TextChange.Completion {
    func apply(to component: inout Component) {
        let isDone: Bool
        switch completed {
        case .some(.some(let instant)):
            TextChange.set(.completed, Property(.completed, instant: instant), in: &component)
            isDone = true
        case .some(nil):
            isDone = percent == 100
            if isDone {
                if !component.has(.completed) { component.set(Property(.completed, instant: now)) }
            } else {
                component.remove(.completed)
            }
        case nil:
            isDone = percent == 100
            if isDone, !component.has(.completed) { component.set(Property(.completed, instant: now)) }
            if !isDone { component.remove(.completed) }
        }
        if let percent {
            TextChange.set(.percentComplete, Property(.percentComplete, integer: percent), in: &component)
        }
        guard setsStatus else { return }
        if isDone {
            TextChange.set(.status, Property(.status, value: "COMPLETED"), in: &component)
        } else if component.first(.status)?.valueString.uppercased() == "COMPLETED" {
            component.set(Property(.status, value: "NEEDS-ACTION"))
        }
    }
}

import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

extension Exchange {
    /// `expand-property` (RFC 3253 section 3.8): properties that hold hrefs, with the properties of what they name inside.
    func expandProperty(_ body: XMLElement, on resource: Resource) async throws -> Response {
        let questions = try ExpandedProperty.list(in: body)
        var work = 2_000
        var answer = XMLWriter(namespaces: [XMLNamespace.dav, XMLNamespace.caldav, XMLNamespace.calendarServer, XMLNamespace.appleICal])
        answer.start(.multistatus)
        if try Depth(request, default: .zero) == .zero {
            try await write(hrefs.href(of: resource), resource, questions, &work, to: &answer)
        } else {
            throw HTTPProblem(.badRequest, "The Depth of an expand-property is 0.")
        }
        return .octets(answer.finish(), contentType: MediaType.xml, status: .multiStatus)
    }

    private func write(
        _ href: String, _ resource: Resource, _ questions: [ExpandedProperty], _ work: inout Int, to writer: inout XMLWriter
    ) async throws {
        work -= 1
        guard work > 0 else { throw HTTPProblem(.insufficientStorage, "The report asks for too much at once.") }
        let values = try await values(of: resource, questions.map(\.name))
        writer.start(.response)
        writer.element(.href, href)
        var missing: [XMLName] = []
        writer.start(.propstat)
        writer.start(.prop)
        for (question, value) in zip(questions, values) {
            guard let value else {
                missing.append(question.name)
                continue
            }
            guard !question.inner.isEmpty, case .hrefs(let targets) = value else {
                writer.property(question.name, value)
                continue
            }
            writer.start(question.name)
            for target in targets { try await write(named: target, question.inner, &work, to: &writer) }
            writer.end()
        }
        writer.end()
        writer.element(.status, HTTPResponse.Status.ok.line)
        writer.end()
        if !preferences.isMinimal { writer.propstat(of: missing, status: .notFound) }
        writer.end()
    }

    private func write(
        named href: String, _ questions: [ExpandedProperty], _ work: inout Int, to writer: inout XMLWriter
    ) async throws {
        let segments = HrefReader(origin: request.origin).segments(of: href)
        guard let segments, let resource = try? await tree.resource(at: segments) else {
            writer.start(.response)
            writer.element(.href, href)
            writer.element(.status, HTTPResponse.Status.notFound.line)
            writer.end()
            return
        }
        try await write(href, resource, questions, &work, to: &writer)
    }

    private func values(of resource: Resource, _ names: [XMLName]) async throws -> [PropertyValue?] {
        if case .object(let info, let name) = resource {
            let record = try await record(named: name, in: info)
            let subject = ObjectSubject(record: record, calendar: ObjectCalendar(info, self))
            return names.map { PropertyTable.objects[$0]?.value(subject) }
        }
        if case .calendar(let info) = resource, !info.access.mayRead { return names.map { _ in nil } }
        let subject = CollectionSubject(resource: resource, exchange: self)
        return names.map { name in
            let value = PropertyTable.collections[name]?.value(subject) ?? subject.deadProperty(name)
            if case .forbidden = value { return nil }
            return value
        }
    }
}

/// One `DAV:property` of the report.
private struct ExpandedProperty {
    var name: XMLName
    var inner: [ExpandedProperty]

    static func list(in element: XMLElement) throws -> [ExpandedProperty] {
        try element.all(.property).map { property in
            guard let local = property.attribute("name"), !local.isEmpty else {
                throw HTTPProblem(.badRequest, "Line \(property.lineNumber): a property has no name.")
            }
            let namespace = property.attribute("namespace") ?? XMLNamespace.dav
            return ExpandedProperty(name: XMLName(namespace: namespace, local: local), inner: try list(in: property))
        }
    }
}

import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

/// A 207 while it grows (RFC 4918 section 13): written octet by octet, ready to be carried through a transaction.
struct MultiStatus: Sendable {
    private var writer: XMLWriter

    init() { writer = Self.emptyWriter }

    /// A writer that has begun the document.
    static var emptyWriter: XMLWriter {
        var writer = XMLWriter(
            namespaces: [XMLNamespace.dav, XMLNamespace.caldav, XMLNamespace.calendarServer, XMLNamespace.appleICal]
        )
        writer.start(.multistatus)
        return writer
    }

    /// A resource with its properties, those it lacks as 404.
    mutating func append<Subject>(_ href: String, _ subject: Subject, _ plan: PropertyPlan<Subject>) {
        writer.start(.response)
        writer.element(.href, href)
        writer.properties(of: subject, plan)
        writer.end()
    }

    /// A resource with a status for the whole of it.
    mutating func append(_ href: String, status: HTTPResponse.Status, condition: XMLName? = nil) {
        writer.start(.response)
        writer.element(.href, href)
        writer.element(.status, status.line)
        if let condition { writer.element(.error) { $0.element(condition) } }
        writer.end()
    }

    /// Octets so far that have not been taken.
    var octetCount: Int { writer.count }

    /// Hands over what has been written since the last time.
    mutating func take() -> [UInt8] { writer.take() }

    /// Ends the document and hands over what has not been taken.
    mutating func finish() -> [UInt8] { writer.finish() }

    /// Octets that the writer itself has made, as they are.
    mutating func fragment(_ octets: [UInt8]) { writer.fragment(octets) }

    /// Text that needs no escaping.
    mutating func fragment(utf8 text: String) { writer.fragment(text) }

    mutating func append(syncToken: String) { writer.element(.syncToken, syncToken) }

    func response(headers: HTTPFields = [:]) -> Response {
        var finished = writer
        return .octets(finished.finish(), contentType: MediaType.xml, status: .multiStatus, headers: headers)
    }
}

extension XMLWriter {
    /// The propstats of a resource.
    mutating func properties<Subject>(of subject: Subject, _ plan: PropertyPlan<Subject>) {
        var missing: [XMLName] = []
        var forbidden: [XMLName] = []
        var isOpen = false
        func open(_ writer: inout XMLWriter) {
            guard !isOpen else { return }
            isOpen = true
            writer.start(.propstat)
            writer.start(.prop)
        }
        for item in plan.items {
            guard let value = item.property?.value(subject) ?? subject.deadProperty(item.name) else {
                if !plan.omitsMissing { missing.append(item.name) }
                continue
            }
            if case .forbidden = value {
                if !plan.omitsMissing { forbidden.append(item.name) }
                continue
            }
            open(&self)
            property(item.name, plan.namesOnly ? .empty : value)
        }
        if plan.includesDead {
            for name in subject.deadPropertyNames {
                guard !plan.contains(name), let value = subject.deadProperty(name) else { continue }
                open(&self)
                property(name, plan.namesOnly ? .empty : value)
            }
        }
        if !isOpen, missing.isEmpty, forbidden.isEmpty { open(&self) }
        if isOpen {
            end()
            element(.status, HTTPResponse.Status.ok.line)
            end()
        }
        propstat(of: missing, status: .notFound)
        propstat(of: forbidden, status: .forbidden)
    }

    /// Names without values under one status.
    mutating func propstat(of names: [XMLName], status: HTTPResponse.Status, condition: XMLName? = nil) {
        guard !names.isEmpty else { return }
        element(.propstat) { writer in
            writer.element(.prop) { writer in for name in names { writer.element(name) } }
            writer.element(.status, status.line)
            if let condition { writer.element(.error) { $0.element(condition) } }
        }
    }
}

extension HTTPResponse.Status {
    /// `HTTP/1.1 404 Not Found`
    var line: String { "HTTP/1.1 \(code) \(reasonPhrase)" }
}

extension XMLWriter {
    /// Of a resource of which nothing is asked.
    mutating func emptyPropstat() {
        element(.propstat) { writer in
            writer.element(.prop)
            writer.element(.status, HTTPResponse.Status.ok.line)
        }
    }
}

extension MultiStatus {
    /// A resource with propstats that the closure writes.
    mutating func appendResponse(_ href: String, _ content: (inout XMLWriter) -> Void) {
        writer.start(.response)
        writer.element(.href, href)
        content(&writer)
        writer.end()
    }
}

import GatewayHTTP
import HTTPTypes
import Hummingbird
import NIOCore
import XMLDocument

/// A 207 while it grows (RFC 4918 section 13): written octet by octet, ready to be carried through a transaction.
struct MultiStatus: Sendable {
    private var buffers: AnswerBuffers

    init() { buffers = AnswerBuffers(Self.emptyWriter) }

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
        appendResponse(href) { $0.properties(of: subject, plan) }
    }

    /// A resource with a status for the whole of it.
    mutating func append(_ href: String, status: HTTPResponse.Status, condition: XMLName? = nil) {
        appendResponse(href) { writer in
            writer.element(.status, status.line)
            if let condition { writer.element(.error) { $0.element(condition) } }
        }
    }

    /// A resource with what the closure writes behind its href.
    mutating func appendResponse(_ href: String, _ content: (inout XMLWriter) -> Void) {
        buffers.writer.start(.response)
        buffers.writer.element(.href, href)
        content(&buffers.writer)
        buffers.writer.end()
        buffers.settle()
    }

    /// Whole responses, in the closure's own way.
    mutating func write(_ content: (inout XMLWriter) -> Void) {
        content(&buffers.writer)
        buffers.settle()
    }

    /// Whole responses that the writer itself has made, without a copy.
    mutating func append(_ responses: ByteBuffer) { buffers.append(responses) }

    mutating func append(syncToken: String) { buffers.writer.element(.syncToken, syncToken) }

    /// Octets so far that have not been taken.
    var octetCount: Int { buffers.octetCount }

    /// Hands over what has been written since the last time.
    mutating func take() -> [ByteBuffer] { buffers.take() }

    /// Ends the document and hands over what has not been taken.
    mutating func finish() -> [ByteBuffer] { buffers.finish() }

    /// Ends the document and answers with it.
    mutating func response(headers: HTTPFields = [:]) -> Response {
        .buffers(finish(), contentType: MediaType.xml, status: .multiStatus, headers: headers)
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
    /// The ETag and nothing else, or nothing at all.
    mutating func propstat(etag: String?) {
        element(.propstat) { writer in
            writer.element(.prop) { if let etag { $0.element(.getetag, "\"" + etag + "\"") } }
            writer.element(.status, HTTPResponse.Status.ok.line)
        }
    }
}

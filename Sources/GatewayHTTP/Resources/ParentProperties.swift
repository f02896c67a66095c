import HTTPTypes
import Hummingbird
import XMLDocument

/// PROPFIND above the realms: folders that hold the realms, with what the front ends contribute.
struct ParentProperties: Sendable {
    let realms: RealmTable

    private static let multistatus = XMLName.dav("multistatus")
    private static let response = XMLName.dav("response")
    private static let href = XMLName.dav("href")
    private static let propstat = XMLName.dav("propstat")
    private static let prop = XMLName.dav("prop")
    private static let status = XMLName.dav("status")
    private static let resourcetype = XMLName.dav("resourcetype")
    private static let displayname = XMLName.dav("displayname")
    private static let getcontenttype = XMLName.dav("getcontenttype")

    /// 207 for depth 0 and 1; a missing or infinite depth counts as 1, since nothing more is told from here.
    func respond(to request: GatewayRequest) async throws -> Response {
        let selection = try PropertySelection(propfind: try await request.body(upTo: 1 << 20).octets())
        var contributed: [XMLElement] = []
        for frontEnd in realms.frontEnds {
            for element in try await frontEnd.parentContribution.properties(request, selection)
            where !contributed.contains(where: { $0.name == element.name }) {
                contributed.append(element)
            }
        }
        var writer = XMLWriter(namespaces: [XMLNamespace.dav, XMLNamespace.caldav])
        writer.start(Self.multistatus)
        write(request.segments, own: contributed, selection, request, to: &writer)
        if request.headers[.depth] != "0" {
            for name in realms.children(of: request.segments) {
                write(request.segments + [name], own: [], selection, request, to: &writer)
            }
        }
        return .octets(writer.finish(), contentType: "application/xml; charset=utf-8", status: .multiStatus)
    }

    private func write(
        _ segments: [String], own: [XMLElement], _ selection: PropertySelection, _ request: GatewayRequest, to writer: inout XMLWriter
    ) {
        let plain = [
            XMLElement(Self.resourcetype, children: [.element(XMLElement(.dav("collection")))]),
            XMLElement(Self.displayname, text: segments.last ?? "Calgate"),
            XMLElement(Self.getcontenttype, text: "httpd/unix-directory"),
        ]
        let known = plain + own.filter { element in !plain.contains { $0.name == element.name } }
        var found: [XMLElement]
        var missing: [XMLName] = []
        switch selection {
        case .all(let included): found = plain + own.filter { included.contains($0.name) }
        case .names: found = known.map { XMLElement($0.name) }
        case .named(let names):
            found = []
            for name in names {
                if let element = known.first(where: { $0.name == name }) { found.append(element) } else { missing.append(name) }
            }
        }
        writer.element(Self.response) { writer in
            writer.element(Self.href, request.href(segments, isCollection: true))
            if !found.isEmpty || missing.isEmpty { Self.write(found, "HTTP/1.1 200 OK", to: &writer) }
            if !missing.isEmpty { Self.write(missing.map { XMLElement($0) }, "HTTP/1.1 404 Not Found", to: &writer) }
        }
    }

    private static func write(_ elements: [XMLElement], _ line: String, to writer: inout XMLWriter) {
        writer.element(propstat) { writer in
            writer.element(prop) { writer in for element in elements { writer.element(element) } }
            writer.element(status, line)
        }
    }
}

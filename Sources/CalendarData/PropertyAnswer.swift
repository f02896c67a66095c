import CalendarService
import CalendarStore
import GatewayHTTP
import HTTPTypes
import Hummingbird
import XMLDocument

/// A 207 of files and folders.
struct PropertyAnswer {
    let selection: PropertySelection
    private var writer = XMLWriter()

    private enum Value {
        case text(String)
        /// An element in the property, such as `DAV:collection`.
        case element(XMLName)
        case empty
    }

    init(_ selection: PropertySelection) {
        self.selection = selection
        writer.start(.dav("multistatus"))
    }

    /// Whether the length is wanted, for which a calendar has to be rendered.
    var needsLength: Bool {
        switch selection {
        case .all: true
        case .names: false
        case .named(let names): names.contains(.dav("getcontentlength"))
        }
    }

    mutating func append(collection href: String) {
        append(href, [(.dav("resourcetype"), .element(.dav("collection")))])
    }

    mutating func append(file href: String, _ state: ContentState, _ info: CalendarInfo, length: Int?) {
        var values: [(XMLName, Value)] = [
            (.dav("resourcetype"), .empty), (.dav("displayname"), .text(info.calendar.displayName)),
            (.dav("getcontenttype"), .text(MediaType.calendar)),
        ]
        if let etag = state.etag { values.append((.dav("getetag"), .text(EntityTag(etag).headerValue))) }
        if let time = state.lastModified { values.append((.dav("getlastmodified"), .text(HTTPDate.format(time.instant)))) }
        if let length { values.append((.dav("getcontentlength"), .text(String(length)))) }
        append(href, values)
    }

    /// A calendar that is not there yet.
    mutating func append(missing href: String) {
        writer.element(.dav("response")) {
            $0.element(.dav("href"), href)
            $0.element(.dav("status"), "HTTP/1.1 404 Not Found")
        }
    }

    private mutating func append(_ href: String, _ values: [(XMLName, Value)]) {
        let selection = selection
        writer.element(.dav("response")) { writer in
            writer.element(.dav("href"), href)
            switch selection {
            case .all: Self.write(values, status: "HTTP/1.1 200 OK", to: &writer)
            case .names: Self.write(values.map { ($0.0, .empty) }, status: "HTTP/1.1 200 OK", to: &writer)
            case .named(let names):
                let known = names.compactMap { name in values.first { $0.0 == name } }
                let unknown = names.filter { name in !values.contains { $0.0 == name } }
                if !known.isEmpty || unknown.isEmpty { Self.write(known, status: "HTTP/1.1 200 OK", to: &writer) }
                if !unknown.isEmpty { Self.write(unknown.map { ($0, .empty) }, status: "HTTP/1.1 404 Not Found", to: &writer) }
            }
        }
    }

    private static func write(_ values: [(XMLName, Value)], status: String, to writer: inout XMLWriter) {
        writer.element(.dav("propstat")) { writer in
            writer.element(.dav("prop")) { writer in
                for (name, value) in values {
                    switch value {
                    case .text(let text): writer.element(name, text)
                    case .element(let inner): writer.element(name) { $0.element(inner) }
                    case .empty: writer.element(name)
                    }
                }
            }
            writer.element(.dav("status"), status)
        }
    }

    func response() -> Response {
        var finished = writer
        return .octets(
            finished.finish(), contentType: "application/xml; charset=utf-8",
            status: .multiStatus, headers: [.dav: "1, 3"]
        )
    }
}

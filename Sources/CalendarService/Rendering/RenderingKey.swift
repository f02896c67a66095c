import CalendarStore

/// What a rendering depends on (architecture section 5): equal keys, equal octets.
struct RenderingKey: Hashable, Sendable {
    enum View: String, Hashable, Sendable {
        case full
        /// Private and confidential objects as busy time.
        case stripped
    }

    var calendar: CalendarID
    var publicID: String
    var revision: ChangeNumber
    var propertyRevision: Int64
    var view: View
    var endpoint: RenderingEndpoint
    /// How the caller sees the objects that are linked in; empty without links.
    var links: [LinkedView]

    /// Grows when the same content is rendered differently by a newer program.
    private static let version = 1

    init(_ info: CalendarInfo, endpoint: RenderingEndpoint, links: [LinkedView]) {
        calendar = info.calendar.id
        publicID = info.calendar.publicID
        revision = info.calendar.revision
        propertyRevision = info.calendar.propertyRevision
        view = info.access.seesStripped ? .stripped : .full
        self.endpoint = endpoint
        self.links = links
    }

    /// Strong; from the key alone, so that nothing has to be rendered for it.
    func etag(epoch: StoreEpoch, zoneVersion: String) -> String {
        var parts = [
            epoch.rawValue, publicID, String(revision.rawValue), String(propertyRevision), view.rawValue, endpoint == .webCal ? "w" : "d",
            String(Self.version), zoneVersion,
        ]
        for link in links {
            parts += [String(link.link.source.rawValue), link.link.uid, link.link.recurrenceID ?? "", link.isStripped ? "s" : "f"]
        }
        return Hexadecimal.text(of: SecureHash.octets(of: Array(parts.joined(separator: "\u{0}").utf8)).prefix(16))
    }
}

/// A link as one caller sees what it shows.
struct LinkedView: Hashable, Sendable {
    var link: Link
    var isStripped: Bool
}

extension Calendar {
    /// The later of content and property time.
    var lastModified: Timestamp { max(contentModified, propertiesModified) }
}

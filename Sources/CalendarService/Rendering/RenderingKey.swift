import CalendarStore

/// What a rendering depends on (architecture section 5): equal keys, equal octets.
struct RenderingKey: Hashable, Sendable {
    enum View: String, Hashable, Sendable {
        case full
        /// Private and confidential objects as busy time.
        case stripped
        /// What feed links show of the owner's view.
        case publicItems
        case busy

        /// How much of a calendar is shown to one who could see it with these rights, and asks for a part.
        init(_ access: CalendarAccess, restrictedTo restriction: FeedLink.View) {
            switch restriction {
            case .full: self = access.seesStripped ? .stripped : .full
            case .publicItems: self = .publicItems
            case .busy: self = .busy
            }
        }
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

    init(
        _ info: CalendarInfo, endpoint: RenderingEndpoint, restrictedTo restriction: FeedLink.View = .full, links: [LinkedView]
    ) {
        calendar = info.calendar.id
        publicID = info.calendar.publicID
        revision = info.calendar.revision
        propertyRevision = info.calendar.propertyRevision
        view = View(info.access, restrictedTo: restriction)
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

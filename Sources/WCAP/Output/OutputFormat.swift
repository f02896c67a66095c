/// The value of `fmt-out` (`spec/wcap.md` 3.1).
enum OutputFormat: String, Hashable, Sendable, CaseIterable {
    case calendar = "text/calendar"
    case xml = "text/xml"
    /// An HTML page with script objects.
    case script = "text/js"

    /// Reads a value in any case, with or without `;charset=…`.
    init?(parameter: String) {
        let type = parameter.prefix { $0 != ";" }
        self.init(rawValue: PercentDecoding.text(ListSplitting.trimmed(Array(type.utf8))).lowercased())
    }

    var contentType: String {
        switch self {
        case .calendar: "text/calendar; charset=UTF-8"
        case .xml: "text/xml; charset=UTF-8"
        case .script: "text/html; charset=UTF-8"
        }
    }
}

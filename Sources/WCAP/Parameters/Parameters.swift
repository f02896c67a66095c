package import ICalendar

/// The parameters of one request in the order they were sent; names decoded, values raw until somebody asks.
///
/// A name is matched exactly first, then without regard to case. Of several values the last one counts (`cal` aside), so what a form body
/// carries beats the query.
package struct Parameters: Sendable {
    struct Entry: Sendable {
        var name: String
        /// The value as it arrived.
        var value: Bytes
        /// Whether `value` is percent-encoded (not so in multipart fields).
        var isEncoded: Bool

        var octets: [UInt8] { isEncoded ? PercentDecoding.decoded(value) : Array(value) }
        var text: String { PercentDecoding.text(octets) }
    }

    private(set) var entries: [Entry] = []

    init() {}

    /// Reads a query string without its `?`.
    package init(query: Bytes) { append(form: query) }

    /// Adds the pairs of `name=value&name=value`.
    mutating func append(form: Bytes) {
        for pair in form.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = PercentDecoding.text(PercentDecoding.decoded(pair[..<end]))
            let value = end < pair.endIndex ? pair[(end + 1)...] : pair[pair.endIndex...]
            entries.append(Entry(name: name, value: value, isEncoded: true))
        }
    }

    /// Adds a field that is not percent-encoded.
    mutating func append(name: String, value: Bytes) { entries.append(Entry(name: name, value: value, isEncoded: false)) }

    func entry(_ name: ParameterName) -> Entry? {
        if let exact = entries.last(where: { $0.name == name.rawValue }) { return exact }
        for alias in name.aliases {
            if let exact = entries.last(where: { $0.name == alias }) { return exact }
        }
        return entries.last { entry in
            entry.name.count == name.rawValue.count && entry.name.lowercased() == name.rawValue.lowercased()
        }
    }

    /// Every value of a parameter that may repeat.
    func all(_ name: ParameterName) -> [Entry] { entries.filter { $0.name.lowercased() == name.rawValue.lowercased() } }

    func has(_ name: ParameterName) -> Bool { entry(name) != nil }

    /// The decoded value; nil when the parameter was not sent.
    func text(_ name: ParameterName) -> String? { entry(name)?.text }

    /// The decoded value without white space around it; nil when it was not sent or holds nothing.
    package func word(_ name: ParameterName) -> String? {
        guard let entry = entry(name) else { return nil }
        let octets = ListSplitting.trimmed(entry.octets)
        return octets.isEmpty ? nil : PercentDecoding.text(octets)
    }

    /// `1`, `true` and `yes` are true, `0`, `false` and `no` are false; anything else, and absence, is the default.
    func flag(_ name: ParameterName, default standard: Bool = false) -> Bool {
        switch word(name)?.lowercased() {
        case "1", "true", "yes": true
        case "0", "false", "no": false
        default: standard
        }
    }

    func integer(_ name: ParameterName) -> Int? { word(name).flatMap { Int($0) } }

    /// The items of a list, empty ones left out; nil when the parameter was not sent.
    package func list(_ name: ParameterName) -> [String]? {
        guard let entry = entry(name) else { return nil }
        return ListSplitting.items(entry.value, isEncoded: entry.isEncoded, mayHaveEncodedSeparators: name.mayHaveEncodedSeparators)
            .compactMap { item in
                let item = ListSplitting.trimmed(item)
                return item.isEmpty ? nil : PercentDecoding.text(item)
            }
    }

    /// The one item of a parameter that is a list elsewhere: an encoded `;` belongs to it. nil when it was not sent or holds nothing.
    func first(_ name: ParameterName) -> String? {
        guard let entry = entry(name) else { return nil }
        let items = ListSplitting.items(entry.value, isEncoded: entry.isEncoded, mayHaveEncodedSeparators: false)
        let item = ListSplitting.trimmed(items.first ?? [])
        return item.isEmpty ? nil : PercentDecoding.text(item)
    }

    /// The rules of `rrules` or `exrules`; nil when the parameter was not sent.
    func rules(_ name: ParameterName) -> [String]? {
        guard let entry = entry(name) else { return nil }
        return ListSplitting.rules(entry.octets).map { PercentDecoding.text($0) }
    }

    /// The session id: one pair of quotes and line ends around it are tolerated; nil when it was not sent or is empty.
    var sessionID: String? {
        guard var id = word(.id) else { return nil }
        for quote: Character in ["'", "\""] where id.count >= 2 && id.first == quote && id.last == quote {
            id = String(id.dropFirst().dropLast())
        }
        return id.isEmpty ? nil : id
    }
}

import CalendarStore
import Foundation

/// Reads and writes the columns that hold a calendar's properties and access list.
///
/// Reading them costs more than the rest of the row, and the same texts come again and again: each connection remembers what it read.
final class CalendarCoding {
    private var properties: [String: CalendarProperties] = [:]
    private var accessLists: [String: AccessList] = [:]
    private let decoder = JSONDecoder()
    private let encoder = JSONEncoder()
    private static let limit = 500

    init() { encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes] }

    func properties(from text: String) throws -> CalendarProperties {
        if let known = properties[text] { return known }
        let value: CalendarProperties
        do {
            value = try decoder.decode(CalendarProperties.self, from: Data(text.utf8))
        } catch {
            throw StoreError(.damaged, "the properties of a calendar cannot be read: \(error)")
        }
        if properties.count >= Self.limit { properties.removeAll() }
        properties[text] = value
        return value
    }

    func accessList(from text: String) throws -> AccessList {
        if let known = accessLists[text] { return known }
        let value: AccessList
        do {
            value = try AccessList(text: text)
        } catch {
            throw StoreError(.damaged, "the access list of a calendar cannot be read: \(error)")
        }
        if accessLists.count >= Self.limit { accessLists.removeAll() }
        accessLists[text] = value
        return value
    }

    func text(of properties: CalendarProperties) throws -> String {
        do {
            return String(decoding: try encoder.encode(properties), as: UTF8.self)
        } catch {
            throw StoreError(.conflict, "the properties of the calendar cannot be written: \(error)")
        }
    }
}

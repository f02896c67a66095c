import CalendarStore
import Calgate

extension OpenStore {
    /// Splits `name` or `name@domain` of an account to be made; the domain must exist.
    func loginName(_ text: String) async throws -> (name: String, domain: Domain) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        guard !name.isEmpty, name.utf8.count <= 128, !name.hasPrefix("~"), !name.unicodeScalars.contains(where: { Self.isForbidden($0) })
        else {
            throw CommandFailure("a login name has 1 to 128 octets, none of them / : ; ^ or a control character, and does not begin with ~")
        }
        let domain = try await store.read { store in
            parts.count == 2 ? try store.domain(named: parts[1]) : try store.defaultDomain()
        }
        guard let domain else { throw CommandFailure("there is no domain \(parts.last ?? ""): calgate domain add makes one") }
        return (name, domain)
    }

    /// Characters that mean something else in URLs, calendar ids or access lists.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || scalar.value == 0x7F || "/:;^\"'\\".unicodeScalars.contains(scalar)
    }
}

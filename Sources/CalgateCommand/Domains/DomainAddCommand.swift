import ArgumentParser
import CalendarStore
import Calgate

/// `calgate domain add NAME`
struct DomainAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a domain.")

    @Argument(help: "For example example.com.")
    var name: String

    @OptionGroup var options: DataOptions

    @Flag(name: .customLong("default"), help: "Login names without @ that the Host header's domain does not know mean this domain.")
    var isDefault = false

    func run() async throws {
        try await options.withStore(makingIt: true) { open, caller in
            let folded = name.lowercased()
            guard DomainName.isValid(folded) else { throw ValidationError("\(name) is no domain name") }
            try await open.store.write { store in
                guard try store.domain(named: folded) == nil else { throw CommandFailure("the domain \(folded) exists") }
                if isDefault, var former = try store.defaultDomain() {
                    former.isDefault = false
                    try store.update(former)
                }
                _ = try store.insertDomain(name: folded, isDefault: isDefault)
            }
            StandardStreams.complain("added the domain \(folded)")
        }
    }
}

/// What may be the name of a domain here.
enum DomainName {
    /// Letters, digits, `-` and `.`, no empty label, at most 253 octets.
    static func isValid(_ name: String) -> Bool {
        name.utf8.count <= 253 && !name.isEmpty
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63
                    && label.unicodeScalars.allSatisfy { $0 == "-" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
            }
    }
}

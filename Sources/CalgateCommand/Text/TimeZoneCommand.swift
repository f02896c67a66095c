import ArgumentParser
import Calgate
import ICalendar

/// `calgate timezone TZID`
struct TimeZoneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timezone", abstract: "Print the VTIMEZONE of a zone.",
        discussion: "Takes Olson names and aliases, Windows names and prefixed names. --list prints every name the zone database has."
    )

    @Argument(help: "For example Europe/Berlin or \"W. Europe Standard Time\".")
    var identifier: String?

    @Flag(help: "Print all names.")
    var list = false

    func validate() throws {
        guard list != (identifier != nil) else { throw ValidationError("give a zone name or --list") }
    }

    func run() throws {
        let registry = try TimeZoneRegistry.system()
        guard let identifier else {
            for name in registry.identifiers { StandardStreams.write(line: name) }
            return
        }
        guard let component = registry.vtimezone(for: identifier) else { throw CommandFailure("unknown time zone \(identifier)") }
        StandardStreams.write(octets: Serializer().text(of: component))
    }
}

import CalendarService
import CalendarStore
import ICalendar

/// Shows ORGANIZER and ATTENDEE as calids with the address beside them, or the other way round with `emailorcalid=1` (`spec/wcap.md` 4.0).
///
/// Lines that occur again are remembered: instances of a series have theirs in common.
struct AddressBook: Sendable {
    /// What an item without organizer gets: its calendar's owner, as WCAP clients expect one.
    let ownersLines: [Property]
    private let call: Call
    private let asMail: Bool
    private var rewritten: [Property: Property] = [:]
    private var mailLines: [Property: [Property]] = [:]

    init(owner: Account, call: Call, asMail: Bool) {
        self.call = call
        self.asMail = asMail
        let line = Property(.organizer, value: "mailto:\(Self.mail(of: owner))")
        let organizer = Self.organizer(line, account: owner, secretary: nil, isSynthetic: true, call: call, asMail: asMail)
        ownersLines = [organizer] + Self.mailLine(of: organizer)
    }

    /// Whether a component's lines name people who may have accounts here.
    static func hasAddresses(_ lines: [Property]) -> Bool { lines.contains { $0.isNamed(.attendee) || $0.isNamed(.organizer) } }

    /// The lines of a component with its addresses rewritten, and its organizer's behind them.
    mutating func rewriting(_ lines: [Property], of name: ComponentName, lookup: AddressLookup) throws -> [Property] {
        // Stripped ones stay as they are.
        guard name == .vevent || name == .vtodo, lines.contains(where: { $0.isNamed(.sequence) || $0.isNamed(.organizer) }) else {
            return lines
        }
        var lines = lines
        var organizer: Property?
        for index in lines.indices {
            let line = lines[index]
            guard line.isNamed(.attendee) || line.isNamed(.organizer) else { continue }
            let made = try rewritten[line] ?? (line.isNamed(.attendee) ? attendee(line, lookup) : self.organizer(line, lookup))
            rewritten[line] = made
            lines[index] = made
            if organizer == nil, made.isNamed(.organizer) { organizer = made }
        }
        return lines + (organizer.map { mailLines(of: $0) } ?? ownersLines)
    }

    private mutating func mailLines(of organizer: Property) -> [Property] {
        if let known = mailLines[organizer] { return known }
        let made = Self.mailLine(of: organizer)
        mailLines[organizer] = made
        return made
    }

    /// Mail address of who acts for an organizer.
    private static func secretary(of property: Property) -> String? {
        guard property.isNamed(.organizer), let address = property.parameter("SENT-BY") else { return nil }
        return CalendarAddress(address).mail
    }

    /// The organizer's address as a line of its own.
    private static func mailLine(of organizer: Property) -> [Property] {
        let mail = organizer.parameter(XToken.emailParameter) ?? organizer.calendarAddress().mail
        return mail.map { [Property(XToken.organizerEmail, text: $0)] } ?? []
    }

    /// The address by which the outside knows an account.
    static func mail(of account: Account) -> String { account.emailAddresses.first ?? "\(account.name)@\(account.domainName)" }

    private func attendee(_ property: Property, _ lookup: AddressLookup) throws -> Property {
        var parameters = property.parameters
        func addMissing(_ name: String, _ value: String) {
            if !parameters.contains(where: { $0.name == name }) { parameters.append(Parameter(name, value)) }
        }
        addMissing("ROLE", "REQ-PARTICIPANT")
        addMissing("PARTSTAT", "NEEDS-ACTION")
        addMissing("RSVP", "FALSE")
        return Self.address(
            property, parameters: parameters, account: try Self.account(of: property, lookup), call: call, asMail: asMail)
    }

    private func organizer(_ property: Property, _ lookup: AddressLookup) throws -> Property {
        let account = try Self.account(of: property, lookup)
        let secretary = try account == nil ? nil : Self.secretary(of: property).flatMap { try lookup.account(address: $0) }
        return Self.organizer(property, account: account, secretary: secretary, isSynthetic: false, call: call, asMail: asMail)
    }

    private static func organizer(
        _ property: Property, account: Account?, secretary: Account?, isSynthetic: Bool, call: Call, asMail: Bool
    ) -> Property {
        var parameters = property.parameters
        if let account {
            parameters.removeAll { $0.name == XToken.organizerUIDParameter }
            parameters.insert(Parameter(XToken.organizerUIDParameter, call.userID(of: account)), at: 0)
            if let secretary {
                parameters.removeAll { $0.name == XToken.organizerSentByParameter }
                parameters.insert(Parameter(XToken.organizerSentByParameter, call.userID(of: secretary)), at: 1)
            }
            if isSynthetic, !account.displayName.isEmpty { parameters.append(Parameter("CN", account.displayName)) }
        }
        return address(property, parameters: parameters, account: account, call: call, asMail: asMail)
    }

    private static func address(
        _ property: Property, parameters: [Parameter], account: Account?, call: Call, asMail: Bool
    ) -> Property {
        let written = property.calendarAddress()
        var parameters = parameters
        let storedCalid = parameters.first { $0.name == XToken.calidParameter }?.values.first
        parameters.removeAll { $0.name == XToken.calidParameter || $0.name == XToken.emailParameter }
        guard let account else { return Property(property.name, parameters: parameters, value: property.valueString) }
        let calid = storedCalid ?? call.calid(of: account)
        let mail = written.mail ?? Self.mail(of: account)
        if asMail {
            parameters.append(Parameter(XToken.calidParameter, calid))
            return Property(property.name, parameters: parameters, value: "mailto:\(mail)")
        }
        parameters.append(Parameter(XToken.emailParameter, mail))
        return Property(property.name, parameters: parameters, value: calid)
    }

    private static func account(of property: Property, _ lookup: AddressLookup) throws -> Account? {
        let address = property.calendarAddress()
        return try lookup.account(address: address.mail ?? address.normalized.lowercased())
    }
}

import CalendarService
import CalendarStore
import ICalendar

/// Shows ORGANIZER and ATTENDEE as calids with the address beside them, or the other way round with `emailorcalid=1` (`spec/wcap.md` 4.0).
struct AddressBook: Sendable {
    /// Accounts by address in lower case.
    private var accounts: [String: Account]
    private var call: Call
    private var asMail: Bool
    /// What an item without organizer gets.
    private var ownersLines: [Property] = []
    /// What lines become: instances of a series have theirs in common.
    private var rewritten: [Property: Property] = [:]
    private var mailLines: [Property: [Property]] = [:]
    private var common: [ObjectIdentifier: CommonProperties] = [:]

    /// Looks up every address that occurs in `components`, in one transaction.
    init(for components: [RenderedComponent], in info: CalendarInfo, call: Call, asMail: Bool) async throws {
        var lines: Set<Property> = []
        var seen: Set<ObjectIdentifier> = []
        for component in components where component.common.hasAddresses && seen.insert(ObjectIdentifier(component.common)).inserted {
            for property in component.common.properties where property.isNamed(.attendee) || property.isNamed(.organizer) {
                lines.insert(property)
            }
        }
        var addresses: Set<String> = []
        for property in lines {
            let address = property.calendarAddress()
            addresses.insert(address.mail ?? address.normalized.lowercased())
            if let mail = Self.secretary(of: property) { addresses.insert(mail) }
        }
        accounts = addresses.isEmpty ? [:] : try await call.service.accounts(addresses: Array(addresses), for: call.caller)
        self.call = call
        self.asMail = asMail
        let owner = Property(.organizer, value: "mailto:\(Self.mail(of: info.owner))")
        let organizer = organizer(owner, isSynthetic: true, account: info.owner)
        ownersLines = [organizer] + Self.mailLine(of: organizer)
    }

    /// The component with its addresses rewritten; an item without organizer gets its calendar's owner, as WCAP clients expect one.
    ///
    /// Addresses stand among the lines that instances have in common. Those must live as long as the book does.
    mutating func rewriting(_ component: RenderedComponent) -> RenderedComponent {
        guard component.name == .vevent || component.name == .vtodo else { return component }
        // Stripped ones stay as they are.
        guard component.common.isWhole else { return component }
        var component = component
        if component.common.hasAddresses {
            let id = ObjectIdentifier(component.common)
            let common = self.common[id] ?? rewriting(component.common)
            self.common[id] = common
            component.common = common
        } else {
            component.closing = ownersLines
        }
        return component
    }

    private mutating func rewriting(_ common: CommonProperties) -> CommonProperties {
        var properties = common.properties
        var organizer: Property?
        for index in properties.indices {
            let property = properties[index]
            guard property.isNamed(.attendee) || property.isNamed(.organizer) else { continue }
            let made =
                rewritten[property] ?? (property.isNamed(.attendee) ? attendee(property) : self.organizer(property, isSynthetic: false))
            rewritten[property] = made
            properties[index] = made
            if organizer == nil, made.isNamed(.organizer) { organizer = made }
        }
        properties += organizer.map { mailLines(of: $0) } ?? ownersLines
        return CommonProperties(properties)
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

    private func attendee(_ property: Property) -> Property {
        var parameters = property.parameters
        func addMissing(_ name: String, _ value: String) {
            if !parameters.contains(where: { $0.name == name }) { parameters.append(Parameter(name, value)) }
        }
        addMissing("ROLE", "REQ-PARTICIPANT")
        addMissing("PARTSTAT", "NEEDS-ACTION")
        addMissing("RSVP", "FALSE")
        return address(property, parameters: parameters, account: account(of: property))
    }

    private func organizer(_ property: Property, isSynthetic: Bool, account known: Account? = nil) -> Property {
        var parameters = property.parameters
        let account = known ?? account(of: property)
        if let account {
            parameters.removeAll { $0.name == XToken.organizerUIDParameter }
            parameters.insert(Parameter(XToken.organizerUIDParameter, call.userID(of: account)), at: 0)
            if let mail = Self.secretary(of: property), let secretary = accounts[mail] {
                parameters.removeAll { $0.name == XToken.organizerSentByParameter }
                parameters.insert(Parameter(XToken.organizerSentByParameter, call.userID(of: secretary)), at: 1)
            }
            if isSynthetic, !account.displayName.isEmpty { parameters.append(Parameter("CN", account.displayName)) }
        }
        return address(property, parameters: parameters, account: account)
    }

    private func address(_ property: Property, parameters: [Parameter], account: Account?) -> Property {
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

    private func account(of property: Property) -> Account? {
        let address = property.calendarAddress()
        return accounts[address.mail ?? address.normalized.lowercased()]
    }
}

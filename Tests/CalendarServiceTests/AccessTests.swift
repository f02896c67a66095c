import CalendarService
import CalendarStore
import Testing

import struct Foundation.URL

@Suite("Access lists")
struct AccessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var list: String
        var caller: String
        var components: String
        var properties: String
        var testDescription: String { "\(list) for \(caller)" }

        static let all: [Case] = {
            let folder = FixtureFolder.url.appending(path: "access/cases.txt")
            let text = (try? String(contentsOf: folder, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
                let fields = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingBlanks }
                return Case(
                    list: fields[0], caller: fields.count > 1 ? fields[1] : "", components: fields.count > 2 ? fields[2] : "",
                    properties: fields.count > 3 ? fields[3] : "")
            }
        }()
    }

    @Test("The fixture has cases") func fixture() { #expect(Case.all.count > 20) }

    @Test(arguments: Case.all)
    func evaluation(_ example: Case) throws {
        let owner = account("jdoe", "example.com", 1)
        let calendar = calendar(ownedBy: owner, try AccessList(text: example.list))
        let accounts = [
            "jdoe": owner, "karl": account("karl", "example.com", 2), "susan": account("susan", "example.com", 3),
            "tom": account("tom", "other.org", 4),
        ]
        let access = CalendarAccess(of: Caller(account: accounts[example.caller], domain: nil), to: calendar, ownedBy: owner)
        #expect(access.components.letters == AccessRights(letters: example.components)?.letters)
        #expect(access.properties.letters == AccessRights(letters: example.properties)?.letters)
        #expect(access.isOwner == ["jdoe", "karl"].contains(example.caller))
    }

    @Test("An administrator who overrides is never checked") func administrator() throws {
        let owner = account("jdoe", "example.com", 1)
        let caller = Caller(account: account("root", "example.com", 9), domain: nil, overridesAccess: true)
        let access = CalendarAccess(of: caller, to: calendar(ownedBy: owner, AccessList([])), ownedBy: owner)
        #expect(access.mayRead && access.mayWrite && access.mayDelete && access.isOwner && !access.seesStripped)
    }

    private func account(_ name: String, _ domain: String, _ id: Int64) -> Account {
        Account(
            id: AccountID(rawValue: id), domain: DomainID(rawValue: 1), name: name, domainName: domain, displayName: name,
            emailAddresses: [],
            isAdministrator: false, timeZone: "UTC", isWebCalEnabled: true, isResource: false, defaultCalendar: nil,
            created: Timestamp(microseconds: 0))
    }

    private func calendar(ownedBy owner: Account, _ list: AccessList) -> Calendar {
        var properties = CalendarProperties()
        properties.coOwners = ["karl"]
        let time = Timestamp(microseconds: 0)
        return Calendar(
            id: CalendarID(rawValue: 1), publicID: "x", owner: owner.id, name: "Calendar", calidTail: "Calendar", kinds: .all,
            displayName: "Calendar", properties: properties, accessList: list, revision: .zero, propertyRevision: 1, created: time,
            contentModified: time, propertiesModified: time)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

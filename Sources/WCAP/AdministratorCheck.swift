import Accounts
import CalendarService
import CalendarStore

/// Who may give administrative commands: `user` and `password` of an administrator, or the session of one.
enum AdministratorCheck {
    /// - Throws: errno 1 without valid credentials, 76 for somebody who is no administrator.
    static func administrator(of call: Call) async throws -> Account {
        let account: Account
        if let user = call.parameters.word(.user) {
            do {
                account = try await call.environment.authenticator.authenticate(
                    name: user, password: call.parameters.text(.password) ?? "", host: call.request.host, address: call.request.address
                ).account
            } catch { throw WCAPErrno.loginFailed }
        } else if let id = call.sessionID, let found = try await call.service.session(id: id, extending: true)?.account {
            account = found
        } else {
            throw WCAPErrno.loginFailed
        }
        call.request.noteAccount(account)
        guard account.isAdministrator else { throw WCAPErrno.accessDenied }
        return account
    }

    /// `tid`, `addr` and `userid`, all of which a session has to match.
    struct SessionFilter: Sendable {
        var idHash: Digest?
        var address: String?
        var user: (account: Account?, isGiven: Bool)

        var isEmpty: Bool { idHash == nil && address == nil && !user.isGiven }

        init(_ call: Call) async throws {
            address = call.parameters.word(.address)
            user = (nil, false)
            if let tid = call.parameters.word(.sessionToEnd) {
                // A session that is gone already matches nothing.
                idHash = try await call.service.session(id: tid, extending: false)?.session.idHash ?? Digest(octets: [])
            }
            if let name = call.parameters.word(.userID) {
                user = (try await call.environment.authenticator.account(named: name, host: call.request.host)?.account, true)
            }
        }

        func matches(_ session: Session, _ account: Account) -> Bool {
            if let idHash, session.idHash != idHash { return false }
            if let address, session.address != address { return false }
            if user.isGiven, user.account?.id != account.id { return false }
            return true
        }
    }
}

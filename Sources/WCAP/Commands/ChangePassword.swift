import Accounts
import CalendarService
import CalendarStore

/// `change_password`: a new password for the caller (seed); needs `allowchangepassword` unless the caller is an administrator.
struct ChangePassword: Command {
    let name = "change_password"
    let failure = WCAPErrno.changePasswordFailed
    let session = SessionUse.required

    func run(_ call: Call) async throws -> Reply {
        let account = try call.account()
        guard call.settings.allowsChangePassword || account.isAdministrator, let old = call.parameters.text(.oldPassword),
            let new = call.parameters.text(.newPassword)
        else { throw failure }
        try call.service.refuseWhenReadOnly()
        do {
            try await call.environment.authenticator.changePassword(
                of: "\(account.name)@\(account.domainName)", from: old, to: new, host: call.request.host, address: call.request.address)
        } catch { throw failure }
        return .answer(Answer(.ok))
    }
}

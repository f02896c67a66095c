/// `ping`: whether the server is there.
struct Ping: Command {
    let name = "ping"
    let failure = WCAPErrno.ok

    func run(_ call: Call) async throws -> Reply { .answer(Answer(.ok)) }
}

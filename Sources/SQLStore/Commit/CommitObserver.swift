/// Who looks out for the commits of others, and need not take ours for theirs.
protocol CommitObserver: AnyObject, Sendable {
    /// The writer has the right to write: until it commits nobody else does.
    func ownCommitBegins()
    /// The writer has committed, and what is kept in memory says so.
    func ownCommitEnded()
}

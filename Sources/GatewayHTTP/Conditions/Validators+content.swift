public import CalendarService
public import CalendarStore

extension Validators {
    /// The state of a whole calendar.
    ///
    /// A date alone proves nothing while a second change may fall into the same second: a modification less than two seconds old is not settled.
    public init(_ state: ContentState, askedAt now: Timestamp) {
        self.init(
            entityTag: state.etag.map { EntityTag($0) }, lastModified: state.lastModified?.instant,
            isSettled: state.lastModified.map { now.microseconds - $0.microseconds >= 2_000_000 } ?? true, exists: state.exists
        )
    }
}

public import CalendarService
public import CalendarStore

extension Validators {
    /// The state of a whole calendar.
    ///
    /// A date alone proves nothing while a second change may fall into the same second: a modification less than two seconds old has no
    /// Last-Modified for `If-Modified-Since`.
    public init(_ state: ContentState, askedAt now: Timestamp) {
        let isSettled = state.lastModified.map { now.microseconds - $0.microseconds >= 2_000_000 } ?? true
        self.init(
            entityTag: state.etag.map { EntityTag($0) }, lastModified: isSettled ? state.lastModified?.instant : nil, exists: state.exists
        )
    }
}

import CalendarService
import CalendarStore

/// What a path names.
enum Resource: Sendable {
    /// `/CalDAV/`: the context path, and the home of whoever asks.
    case context
    /// `/CalDAV/principals/` and `/principals/`.
    case principals
    /// `/CalDAV/principals/NAME/`
    case principal(Account)
    /// `/CalDAV/~NAME/`
    case home(Account)
    /// The first parts of names of calendars: `Work` where there is a calendar `Work/Project`.
    case folder(Account, name: String)
    case calendar(CalendarInfo)
    /// A name in a calendar; whether it is taken shows when it is asked for.
    case object(CalendarInfo, name: String)
    /// Nothing, in a home: a calendar could be made there.
    case vacant(Account, name: String)
    /// Nothing, below a calendar and more than one segment deep: nothing can ever be there.
    case unreachable(CalendarInfo)
}

import ArgumentParser
import CalendarStore

/// How the command line spells what a link shows.
enum LinkView: String, ExpressibleByArgument, CaseIterable {
    case full
    case publicItems = "public"
    case busy

    init(_ view: FeedLink.View) {
        switch view {
        case .full: self = .full
        case .publicItems: self = .publicItems
        case .busy: self = .busy
        }
    }

    var view: FeedLink.View {
        switch self {
        case .full: .full
        case .publicItems: .publicItems
        case .busy: .busy
        }
    }
}

import ICalendar
import NIOCore

/// What a command says, independent of the format: one block per calendar it was asked about.
struct Answer: Sendable {
    var blocks: [AnswerBlock]
    /// Variables that only a script page shows (`session_id`, …), in order.
    var variables: [(name: String, value: String)] = []

    init(_ blocks: [AnswerBlock]) { self.blocks = blocks }

    /// One block that holds an error number and nothing else.
    init(_ errno: WCAPErrno) { blocks = [AnswerBlock(errno: errno)] }
}

/// One VCALENDAR of text/calendar, one `<iCal>` of text/xml, one index of the arrays of text/js.
struct AnswerBlock: Sendable {
    /// Shown by script pages.
    var calid = ""
    /// nil: no error number is written.
    var errno: WCAPErrno?
    /// Store answers carry the number before everything else.
    var showsErrnoFirst = false
    /// `delete_layer_errno` of script pages.
    var isDeleteFailure = false
    var properties: [Property] = []
    /// Preferences: names keep their letter case, values are plain text.
    var preferences: [(name: String, value: String)] = []
    var components: [Component] = []
    /// What was fetched, behind `components`, in the octets of the answer's format.
    var fetched: [ByteBuffer] = []

    init(errno: WCAPErrno? = .ok, properties: [Property] = [], components: [Component] = []) {
        self.errno = errno
        self.properties = properties
        self.components = components
    }
}

extension AnswerBlock {
    /// Octets of the block as text/calendar, about.
    var size: Int {
        let serializer = Serializer()
        let frame = serializer.size(of: Component(.vcalendar, properties: properties))
        return components.reduce(frame) { $0 + serializer.size(of: $1) } + fetched.reduce(0) { $0 + $1.readableBytes }
    }
}

/// What goes back to the client.
enum Reply: Sendable {
    case answer(Answer)
    /// A ready-made page or file.
    case file(octets: [UInt8], contentType: String, fileName: String?)
    /// A browser form login or logout.
    case redirect(String)
}

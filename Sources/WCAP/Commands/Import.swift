import CalendarService
import CalendarStore
import ICalendar

/// `import` (and `upload_file`): puts the items of an uploaded file into calendars; what is there with the same UID is replaced (seed).
struct Import: Command {
    let name: String
    let failure = WCAPErrno.importFailed
    let takesUploads = true

    func run(_ call: Call) async throws -> Reply {
        try call.requireWriter()
        guard let upload = call.request.uploads.first else { throw name == "import" ? WCAPErrno.badImportArguments : .badCommand }
        // Several files would be several transactions, of which one might fail.
        guard !upload.isMalformed, call.request.uploads.count == 1 else { throw WCAPErrno.badImportArguments }
        let (text, charset) = try text(of: upload, call: call)
        let range = try call.range()
        let isOpen = range.lowerBound == .distantPast && range.upperBound == .distantFuture
        var blocks: [AnswerBlock] = []
        for (calid, reference) in try call.calendarReferences() {
            var publish = Publish(calendar: reference, text: text, charset: charset, mode: .add, rules: .wcapImport)
            publish.range = isOpen ? nil : range
            var block = AnswerBlock()
            do {
                _ = try await call.service.publish(publish, for: call.caller)
            } catch let error as CalendarError {
                switch error.code {
                case .notICalendar, .invalidData, .invalidObject: block.errno = .badImportArguments
                case .calendarNotFound where calid.lowercased().hasPrefix("mailto:"): block.errno = .cannotExpandCalid
                default: block.errno = call.errno(for: error)
                }
            }
            block.calid = calid
            blocks.append(block)
        }
        return .answer(Answer(blocks))
    }

    /// The upload as iCalendar text, whatever of the two formats it is in, and the character set it was declared to be in.
    private func text(of upload: Upload, call: Call) throws -> (text: [UInt8], charset: String?) {
        let wanted = call.parameters.word(.contentIn)
        if let wanted, OutputFormat(parameter: wanted) == nil || OutputFormat(parameter: wanted) == .script {
            throw WCAPErrno.badImportArguments
        }
        let looksLikeXML =
            ListSplitting.trimmed(upload.octets.prefix(64).drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }).first == UInt8(ascii: "<")
        let isXML = wanted.flatMap { OutputFormat(parameter: $0) }.map { $0 == .xml } ?? looksLikeXML
        guard isXML else { return (upload.octets, upload.charset ?? call.parameters.word(.charset)) }
        guard let text = XMLImport(zones: call.service.zones).calendarText(of: upload.octets) else { throw WCAPErrno.badImportArguments }
        return (text, nil)
    }
}

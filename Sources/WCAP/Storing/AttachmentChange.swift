import ICalendar

/// Attachments that are kept inside the item: uploaded with the store, or deleted by id.
struct AttachmentChange: Sendable {
    private var added: [Property] = []
    private var deleted: Set<String> = []
    private var asked = 0

    var isEmpty: Bool { added.isEmpty && asked == 0 }

    /// - Throws: errno 82 for a body that is no form, 83 for one without a boundary, 84 for an empty file.
    init(_ call: Call) throws {
        let ids = call.parameters.list(.deleteAttachments) ?? []
        asked = ids.count
        deleted = Set(ids.compactMap { AttachmentID($0)?.digest })
        for upload in call.request.uploads {
            guard !upload.isMalformed else { throw WCAPErrno.missingBoundary }
            guard upload.isPart else { throw WCAPErrno.badMIMEType }
            guard !upload.octets.isEmpty else { throw WCAPErrno.invalidAttachment }
            var parameters = [Parameter("VALUE", "BINARY"), Parameter("ENCODING", "BASE64")]
            if let type = upload.contentType { parameters.append(Parameter("FMTTYPE", type)) }
            if let name = upload.fileName { parameters.append(Parameter("FILENAME", name)) }
            added.append(Property(.attach, parameters: parameters, value: Base64.encoded(upload.octets[...])))
        }
    }

    func apply(to component: inout Component) {
        if !deleted.isEmpty {
            component.properties.removeAll {
                $0.isNamed(.attach) && AttachmentID.isContent($0) && deleted.contains(AttachmentID.digest(of: $0))
            }
        }
        for new in added where !component.properties.contains(where: { $0.isNamed(.attach) && $0.value == new.value }) {
            component.properties.append(new)
        }
    }

    /// 85 when everything asked for was there to be deleted, 86 otherwise; nil when nothing was asked for.
    func errno(existing: CalendarObject?) -> WCAPErrno? {
        guard asked > 0 else { return nil }
        let present = Set(
            (existing?.components ?? []).flatMap { $0.all(.attach) }.filter { AttachmentID.isContent($0) }.map {
                AttachmentID.digest(of: $0)
            })
        return deleted.count == asked && deleted.isSubset(of: present) ? .attachmentsDeleted : .attachmentsDeletedPartly
    }
}

public import HTTPTypes
public import ICalendar

extension HTTPFields {
    /// `ETag` (strong) and `Last-Modified` of a resource, each where it is known.
    public init(etag: String?, lastModified: Instant?) {
        self.init()
        if let etag { self[.eTag] = EntityTag(etag).headerValue }
        if let lastModified { self[.lastModified] = HTTPDate.format(lastModified) }
    }
}

extension Calendar {
    /// The name under which a client saves the whole calendar, without extension: the last part of its name.
    public var fileName: String { name.split(separator: "/").last.map(String.init) ?? "Calendar" }
}

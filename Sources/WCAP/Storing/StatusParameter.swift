/// `status` of stores: a digit, or a STATUS keyword as some clients write it (`spec/wcap.md` 6.3).
enum StatusParameter {
    private static let keywords = [
        "CONFIRMED", "CANCELLED", "TENTATIVE", "NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "DRAFT", "FINAL",
    ]

    /// The iCalendar keyword; the default of the kind for anything else; nil for nothing.
    static func keyword(_ text: String, isToDo: Bool) -> String? {
        let word = String(text.uppercased().map { $0 == "_" ? "-" : $0 })
        if word.isEmpty { return nil }
        if let number = Int(word), keywords.indices.contains(number) { return keywords[number] }
        return keywords.contains(word) ? word : (isToDo ? "NEEDS-ACTION" : "CONFIRMED")
    }
}

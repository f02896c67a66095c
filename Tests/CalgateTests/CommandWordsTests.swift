import Testing

@testable import Calgate

/// Quotes in the command that takes mail.
struct CommandWordsTests {
    @Test(arguments: [
        ("", []), ("  /usr/sbin/sendmail  -t -i ", ["/usr/sbin/sendmail", "-t", "-i"]),
        (#""/opt/my mail/send" -f 'a b' '' c\ d "e\"f\g""#, ["/opt/my mail/send", "-f", "a b", "", "c d", #"e"f\g"#]),
        ("a'b c'\"d\"", ["ab cd"]),
    ])
    func words(text: String, words: [String]) { #expect(CommandWords.read(text) == words) }

    @Test(arguments: ["'open", "\"open", "end\\"])
    func unclosed(text: String) { #expect(CommandWords.read(text) == nil) }
}

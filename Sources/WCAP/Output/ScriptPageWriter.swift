import ICalendar

/// Writes an answer as text/js: an HTML page whose script holds the answer and calls the parent frame (`spec/wcap.md` 3.4).
struct ScriptPageWriter: Sendable {
    var calendarText: CalendarTextWriter

    init(productID: String) { calendarText = CalendarTextWriter(productID: productID) }

    /// - Parameter command: name of a known command, never text of the request.
    func octets(of answer: Answer, command: String) -> AnswerOctets {
        var octets = AnswerOctets()
        func line(_ string: String) {
            octets.text.append(contentsOf: string.utf8)
            octets.text.append(0x0A)
        }
        line("<HTML><HEAD><META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\"></HEAD>")
        line("<BODY onLoad=\"wcapDone()\">")
        line("<SCRIPT LANGUAGE=\"JavaScript\">")
        line("var command = \(Self.literal(Array(command.utf8)));")
        for array in ["errno", "delete_layer_errno", "calid", "ical"] { line("var \(array) = new Array();") }
        for (index, block) in answer.blocks.enumerated() {
            line(
                "calid[\(index)] = \(Self.literal(Array(block.calid.utf8))); errno[\(index)] = \(block.errno?.rawValue ?? 0); "
                    + "delete_layer_errno[\(index)] = \(block.isDeleteFailure ? 1 : 0);"
            )
            octets.text.append(contentsOf: "ical[\(index)] = \"".utf8)
            var part: [UInt8] = []
            calendarText.appendOpening(of: block, to: &part)
            Self.appendEscaped(part, to: &octets.text)
            octets.append(block.fetched)
            part.removeAll()
            calendarText.appendClosing(of: block, to: &part)
            Self.appendEscaped(part, to: &octets.text)
            line("\";")
        }
        for variable in answer.variables { line("var \(variable.name) = \(Self.literal(Array(variable.value.utf8)));") }
        line("function wcapDone() {")
        line("  var names = new Array(\(Self.callbacks(for: command).map { "\"\($0)\"" }.joined(separator: ", ")));")
        line("  if (!window.parent) return;")
        line("  for (var i = 0; i < names.length; i++) {")
        line("    if (typeof window.parent[names[i]] == \"function\") { window.parent[names[i]](); return; }")
        line("  }")
        line("}")
        line("</SCRIPT></BODY></HTML>")
        return octets
    }

    /// Names under which the parent frame may have its callback: `CalLoginCallback`, `CalloginCallback`, without underscores.
    static func callbacks(for command: String) -> [String] {
        let capital = command.prefix(1).uppercased() + command.dropFirst()
        var names = ["Cal\(capital)Callback"]
        for name in ["Cal\(command)Callback", "Cal\(capital.filter { $0 != "_" })Callback"] where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// A string literal that can neither end the string nor the script.
    static func literal(_ octets: [UInt8]) -> String {
        var literal: [UInt8] = []
        appendEscaped(octets, to: &literal)
        return "\"\(String(decoding: literal, as: UTF8.self))\""
    }

    /// Appends what may stand in a string literal; what is no UTF-8 becomes U+FFFD. Text may be given in pieces that end with ASCII.
    static func appendEscaped(_ octets: [UInt8], to text: inout [UInt8]) {
        guard String(validating: octets, as: UTF8.self) != nil else {
            return appendEscaped(Array(String(decoding: octets, as: UTF8.self).utf8), to: &text)
        }
        octets.withUnsafeBufferPointer { octets in
            OctetReplacement.append(octets, extra: UInt8(ascii: "\\"), to: &text) { octet, next, text in
                switch octet {
                case UInt8(ascii: "\\"), UInt8(ascii: "\""):
                    text.append(UInt8(ascii: "\\"))
                    text.append(octet)
                case 0x0D: text.append(contentsOf: "\\r".utf8)
                case 0x0A: text.append(contentsOf: "\\n".utf8)
                case 0x00...0x1F, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                    text.append(contentsOf: "\\u00".utf8)
                    text.append(hexDigits[Int(octet >> 4)])
                    text.append(hexDigits[Int(octet & 15)])
                // U+2028 and U+2029 end a line of a script.
                case 0xE2 where next + 1 < octets.count && octets[next] == 0x80 && octets[next + 1] & 0xFE == 0xA8:
                    text.append(contentsOf: octets[next + 1] == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8)
                    next += 2
                default: text.append(octet)
                }
            }
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

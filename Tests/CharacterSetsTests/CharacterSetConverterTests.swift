import CharacterSets
import Testing

@Suite struct CharacterSetConverterTests {
    @Test(
        arguments: [
            ("GB2312", [0xBB, 0xE1, 0xD2, 0xE9], "会议"), ("gbk", [0x81, 0x40], "丂"),
            ("Shift_JIS", [0x89, 0xEF, 0x8B, 0x63, 0x5C, 0x6E], "会議\\n"),
            ("EUC-JP", [0xB2, 0xF1, 0xB5, 0xC4], "会議"), ("EUC-KR", [0xC8, 0xB8, 0xC0, 0xC7], "회의"),
            ("Big5", [0xB7, 0x7C, 0xC4, 0xB3], "會議"),
            ("ISO-2022-JP", [0x1B, 0x24, 0x42, 0x32, 0x71, 0x1B, 0x28, 0x42, 0x61], "会a"), ("UTF-16LE", [0x1A, 0x4F, 0x41, 0x00], "会A"),
            ("koi8-u", [0xA6], "і"), ("big5", [], ""),
        ] as [(String, [UInt8], String)])
    func converts(name: String, octets: [UInt8], text: String) throws {
        #expect(String(decoding: try CharacterSetConverter.utf8(octets, from: name), as: UTF8.self) == text)
    }

    @Test func longTextsComeThroughInPieces() throws {
        let octets = [UInt8](repeating: 0, count: 200_001).indices.map { $0 % 2 == 0 ? UInt8(0xBB) : 0xE1 }.dropLast()
        let text = String(decoding: try CharacterSetConverter.utf8(Array(octets), from: "gb2312"), as: UTF8.self)
        #expect(text.count == 100_000)
        #expect(Set(text) == ["会"])
    }

    @Test func whatIsNoTextIsNamedByItsPlace() {
        #expect(throws: CharacterSetConverter.Failure.badSequence(offset: 3)) {
            try CharacterSetConverter.utf8([0x61, 0xBB, 0xE1, 0xFF, 0xFF], from: "GB2312")
        }
        #expect(throws: CharacterSetConverter.Failure.badSequence(offset: 2)) {
            try CharacterSetConverter.utf8([0xBB, 0xE1, 0xBB], from: "GBK")
        }
    }

    @Test(arguments: ["x-klingon", "", "gbk//IGNORE", "a b"]) func unknownNames(name: String) {
        #expect(throws: CharacterSetConverter.Failure.unknownName) { try CharacterSetConverter.utf8([0x61], from: name) }
    }
}

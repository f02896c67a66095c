import Testing

@testable import Accounts

struct PasswordVerifierTests {
    private let cheap = ScryptParameters(logarithmOfCost: 4, blockSize: 8, parallelism: 1)

    @Test func remembersParametersAndTellsPasswordsApart() throws {
        let verifier = try PasswordVerifier(password: "s\u{E9}same", parameters: cheap)
        let read = try #require(PasswordVerifier(encoded: verifier.encoded))
        #expect(read == verifier)
        #expect(verifier.encoded.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try read.matches("s\u{E9}same"))
        #expect(try !read.matches("sesame"))
        #expect(try !read.matches(""))
        #expect(try !read.matches(String(repeating: "x", count: 5000)))
    }

    /// RFC 7914 section 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1).
    @Test func readsVerifiersMadeElsewhere() throws {
        let text =
            "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw"
        let verifier = try #require(PasswordVerifier(encoded: text))
        #expect(try verifier.matches("pleaseletmein"))
        #expect(try !verifier.matches("pleaseletmeout"))
    }

    @Test(arguments: [
        "", "plain", "$scrypt$ln=4,r=8,p=1$AAAA", "$scrypt$ln=40,r=8,p=1$U29kaXVtQ2hsb3JpZGU$U29kaXVtQ2hsb3JpZGU=",
        "$scrypt$ln=4,r=8,p=99$U29kaXVtQ2hsb3JpZGU$U29kaXVtQ2hsb3JpZGUAAAAA", "$scrypt$ln=x$U29kaXVtQ2hsb3JpZGU$U29kaXVtQ2hsb3JpZGUAAAAA",
        "$2b$12$abcdefghijklmnopqrstuv",
    ])
    func refusesWhatIsNoVerifier(text: String) { #expect(PasswordVerifier(encoded: text) == nil) }

    @Test func refusesPasswordsThatAreNone() {
        #expect(throws: PasswordRuleError.empty) { try PasswordVerifier(password: "", parameters: cheap) }
        #expect(throws: PasswordRuleError.unusable) { try PasswordVerifier(password: "a\nb", parameters: cheap) }
        #expect(throws: PasswordRuleError.unusable) {
            try PasswordVerifier(password: String(repeating: "x", count: 1025), parameters: cheap)
        }
    }
}

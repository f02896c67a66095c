/// Cost of a password verifier (RFC 7914).
public struct ScryptParameters: Hashable, Sendable {
    /// Binary logarithm of the CPU and memory cost N.
    public var logarithmOfCost: Int
    /// r; N × r × 128 octets are the memory of one computation.
    public var blockSize: Int
    /// p
    public var parallelism: Int

    public init(logarithmOfCost: Int, blockSize: Int, parallelism: Int) {
        self.logarithmOfCost = logarithmOfCost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 16 MiB and roughly a tenth of a second: one of the settings OWASP's password storage page calls equivalent.
    public static let standard = ScryptParameters(logarithmOfCost: 14, blockSize: 8, parallelism: 5)

    /// Parameters of a stored verifier are used only inside these bounds, so that no row of the store can exhaust the server.
    public var isAcceptable: Bool {
        (1...18).contains(logarithmOfCost) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
            && (128 * blockSize) << logarithmOfCost <= 256 << 20
    }
}

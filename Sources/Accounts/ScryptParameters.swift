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

    /// 32 MiB and roughly a tenth of a second.
    ///
    /// Blocks of this size the allocator takes from the system and gives back at once, so idle memory stays small.
    public static let standard = ScryptParameters(logarithmOfCost: 15, blockSize: 8, parallelism: 1)

    /// Parameters of a stored verifier are used only inside these bounds, so that no row of the store can exhaust the server.
    public var isAcceptable: Bool {
        (1...18).contains(logarithmOfCost) && (1...16).contains(blockSize) && (1...16).contains(parallelism)
            && (128 * blockSize) << logarithmOfCost <= 256 << 20
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Octets of an answer's body, counted while they are written.
final class OctetCount: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }
    func set(_ octets: Int) { count.store(octets, ordering: .relaxed) }
    func add(_ octets: Int) { count.wrappingAdd(octets, ordering: .relaxed) }
}

extension ResponseBody {
    /// The same body, counting what passes.
    func counted(by octets: OctetCount) -> ResponseBody {
        map { buffer in
            octets.add(buffer.readableBytes)
            return buffer
        }
    }
}

import Synchronization

/// Rows gathered by work that returns nothing.
final class RowList: Sendable {
    private let rows = Mutex<[Row]>([])

    var list: [Row] { rows.withLock { $0 } }
    func add(_ more: [Row]) { rows.withLock { $0 += more } }
}

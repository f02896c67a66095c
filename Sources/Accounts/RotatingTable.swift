/// A dictionary of bounded size: when half the capacity is used, what was not touched since the last turn is forgotten.
struct RotatingTable<Key: Hashable, Value> {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let halfCapacity: Int

    init(capacity: Int) { halfCapacity = max(1, capacity / 2) }

    subscript(key: Key) -> Value? {
        get { young[key] ?? old[key] }
        set {
            old[key] = nil
            if newValue != nil, young[key] == nil, young.count >= halfCapacity {
                old = young
                young = [:]
            }
            young[key] = newValue
        }
    }

    var count: Int { young.count + old.count }
}

import CalendarStore
import Synchronization

/// The finished texts of one object's components: made as they are asked for, kept with the parsed object for the next answers.
final class ObjectTexts: Sendable {
    /// What they depend on, beside the object's text, its zones and that of its floating times.
    struct Key: Hashable, Sendable {
        var rendering: RenderingIdentity
        var uid: String
        var classification: Classification
        var created: Timestamp
        var modified: Timestamp
    }

    /// By index of the component.
    struct Known: Sendable {
        /// As they stand.
        var standing: [Int: ComponentText] = [:]
        /// Instances: one text for each shape they come in.
        var instances: [Int: [ComponentText]] = [:]
        fileprivate var octets = 0
    }

    private let state = Mutex(Known())
    private let limit: Int

    /// - Parameter limit: octets that are kept, about; texts beyond it are made for each answer.
    init(limit: Int) { self.limit = limit }

    var known: Known { state.withLock { $0 } }

    func keep(standing text: ComponentText, of index: Int) {
        state.withLock { known in
            guard known.make(room: text, in: limit, replacing: known.standing[index]) else { return }
            known.standing[index] = text
        }
    }

    func keep(instance text: ComponentText, of index: Int) {
        state.withLock { known in
            // Those whose addresses are outdated go with the first that is new.
            var texts = known.instances[index] ?? []
            for old in texts where old.directoryVersion != text.directoryVersion { known.octets -= old.cost }
            texts.removeAll { $0.directoryVersion != text.directoryVersion }
            if known.make(room: text, in: limit, replacing: nil) { texts.append(text) }
            known.instances[index] = texts
        }
    }
}

extension ObjectTexts.Known {
    fileprivate mutating func make(room text: ComponentText, in limit: Int, replacing old: ComponentText?) -> Bool {
        let size = octets - (old?.cost ?? 0) + text.cost
        guard size <= limit else { return false }
        octets = size
        return true
    }
}

extension ComponentText {
    fileprivate var cost: Int { octets.count + 256 }
}

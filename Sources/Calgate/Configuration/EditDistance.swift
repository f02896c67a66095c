/// How far apart two words are: single letters changed, left out, put in, or swapped with their neighbour.
enum EditDistance {
    static func between(_ first: String, _ second: String) -> Int {
        let left = Array(first)
        let right = Array(second)
        var rows = [[Int]](repeating: Array(0...right.count), count: 3)
        for i in 0..<left.count {
            let current = (i + 1) % 3
            let previous = i % 3
            rows[current][0] = i + 1
            for j in 0..<right.count {
                let cost = left[i] == right[j] ? 0 : 1
                var best = min(rows[previous][j + 1] + 1, rows[current][j] + 1, rows[previous][j] + cost)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { best = min(best, rows[(i + 2) % 3][j - 1] + 1) }
                rows[current][j + 1] = best
            }
        }
        return rows[left.count % 3][right.count]
    }

    /// The nearest of some words; nil when none is near.
    static func nearest(to word: String, in words: some Sequence<String>) -> String? {
        let found = words.sorted().map { (word: $0, distance: between(word.lowercased(), $0.lowercased())) }.min {
            $0.distance < $1.distance
        }
        guard let found, found.distance <= max(2, word.count / 2) else { return nil }
        return found.word
    }
}

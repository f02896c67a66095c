import Configuration
import Foundation
import Yams

extension Configuration {
    /// Reads all settings: flags, then environment variables (`CALGATE_…`), then the YAML file, then defaults.
    ///
    /// - Parameters:
    ///   - flags: key → text, keys as in the table.
    ///   - environment: the process's environment.
    ///   - file: path of the YAML file; nil: none.
    /// - Throws: `ConfigurationError` with every unknown key (and the nearest known one) and every unusable value, each with its place.
    public static func load(
        flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws(ConfigurationError) -> Configuration {
        var problems: [String] = []
        let fileName = file ?? "configuration file"
        var fileValues: [String: String] = [:]
        if let file {
            guard FileManager.default.fileExists(atPath: file) else {
                throw ConfigurationError(problems: ["\(file): there is no such file"])
            }
            guard let octets = FileManager.default.contents(atPath: file) else {
                throw ConfigurationError(problems: ["\(file): may not be read by this user"])
            }
            guard let text = String(data: octets, encoding: .utf8) else {
                throw ConfigurationError(problems: ["\(file): is no UTF-8 text"])
            }
            fileValues = try values(ofYAML: text, fileName: file)
        }
        let variables = environment.filter { $0.key.hasPrefix("CALGATE_") }
        let known = Set(settings.map(\.key))
        for key in fileValues.keys.sorted() where !known.contains(key) { problems.append("\(fileName): " + unknown(key, among: known)) }
        for key in flags.keys.sorted() where !known.contains(key) { problems.append("--" + unknown(key, among: known)) }
        for name in variables.keys.sorted() {
            let key = key(ofVariable: name)
            if !known.contains(key), name != "CALGATE_CONFIG" {
                problems.append(unknown(name, among: Set(known.map(variable(ofKey:)))))
            }
        }

        let sources = [
            Source(reader: ConfigReader(provider: provider("flags", flags)), keyPrefix: []) { "--\($0)" },
            Source(
                reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: variables)), keyPrefix: ["calgate"],
                name: variable(ofKey:)),
            Source(reader: ConfigReader(provider: provider("file", fileValues)), keyPrefix: []) { "\(fileName): \($0)" },
        ]
        var configuration = Configuration()
        for setting in settings {
            for source in sources {
                guard let text = source.reader.string(forKey: ConfigKey(source.keyPrefix + [setting.key])) else { continue }
                if let expected = setting.apply(&configuration, text) {
                    problems.append("\(source.name(setting.key)): \"\(text)\" is not what is expected here: \(expected)")
                }
                break
            }
        }
        if problems.isEmpty { problems = configuration.contradictions }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return configuration
    }

    /// One place settings come from, and what a setting is called there.
    private struct Source {
        let reader: ConfigReader
        let keyPrefix: [String]
        let name: (String) -> String
    }

    /// Settings that are readable one by one but don't fit together.
    private var contradictions: [String] {
        (tlsCertificate == nil) != (tlsKey == nil) ? ["tls-certificate and tls-key are needed both, or neither"] : []
    }

    /// The environment variable of a key: `CALGATE_` and the key in upper case with `_` for `-`.
    public static func variable(ofKey key: String) -> String { "CALGATE_" + key.uppercased().replacing("-", with: "_") }

    private static func key(ofVariable name: String) -> String { name.dropFirst(8).lowercased().replacing("_", with: "-") }

    private static func provider(_ name: String, _ values: [String: String]) -> InMemoryProvider {
        InMemoryProvider(
            name: name,
            values: Dictionary(
                values.map { (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false)) },
                uniquingKeysWith: { first, _ in first }))
    }

    private static func unknown(_ key: String, among known: Set<String>) -> String {
        let nearest = EditDistance.nearest(to: key, in: known)
        return "\(key) is no setting" + (nearest.map { "; did you mean \($0)?" } ?? "; `calgate config template` lists all")
    }

    // MARK: YAML

    /// Keys and texts of a file. Nested maps are joined by `-`, lists by `,`; an empty value counts as not set.
    private static func values(ofYAML text: String, fileName: String) throws(ConfigurationError) -> [String: String] {
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw ConfigurationError(problems: ["\(fileName): \(error)"]) }
        guard let node, node.null == nil || node.mapping != nil else { return [:] }
        guard let mapping = node.mapping else {
            throw ConfigurationError(problems: ["\(fileName): a list of `key: value` lines is expected"])
        }
        var values: [String: String] = [:]
        var problems: [String] = []
        collect(mapping, prefix: "", into: &values, &problems, fileName)
        if !problems.isEmpty { throw ConfigurationError(problems: problems) }
        return values
    }

    private static func collect(
        _ mapping: Node.Mapping, prefix: String, into values: inout [String: String], _ problems: inout [String], _ fileName: String
    ) {
        for (keyNode, node) in mapping {
            guard let name = keyNode.scalar?.string else {
                problems.append("\(fileName): a key is no plain word")
                continue
            }
            let key = prefix + name
            switch node {
            case .mapping(let inner): collect(inner, prefix: key + "-", into: &values, &problems, fileName)
            case .sequence(let items):
                values[key] = items.map { $0.scalar?.string ?? "" }.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ",")
            case .scalar(let scalar):
                // `key:` alone leaves the default; `key: ""` sets the empty text.
                if scalar.string.isEmpty, scalar.style == .plain || scalar.style == .any { continue }
                values[key] = scalar.string
            default: problems.append("\(fileName): \(key) has a value of an unknown kind")
            }
        }
    }
}

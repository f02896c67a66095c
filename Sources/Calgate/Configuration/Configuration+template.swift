extension Configuration {
    /// A YAML file with every setting, its meaning and its default, commented out.
    public static var template: String {
        var text = """
            # Configuration of Calgate. Each setting can also be given as a flag (--listen) or as an environment variable
            # (CALGATE_LISTEN); flags go before the environment, the environment before this file.
            #
            # A running server reads this file again on SIGHUP and when WCAP's refresh asks for it. What is marked
            # "needs a restart" counts from the next start, everything else at once.

            """
        for setting in settings {
            text += "\n# \(setting.meaning)\(setting.needsRestart ? " (needs a restart)" : "")\n#\(setting.key):"
            if !setting.defaultText.isEmpty { text += " " + quoted(setting.defaultText) }
            text += "\n"
        }
        return text
    }

    /// As YAML reads it back: quoted where a plain scalar would be something else.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || " /.-:_".unicodeScalars.contains($0)
        }
        return isPlain && text != "off" ? text : "'\(text.replacing("'", with: "''"))'"
    }
}

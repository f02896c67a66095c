/// The version of the program.
public enum CalgateVersion {
    /// As `calgate version` prints it.
    public static let current = "calgate 1.0.0"
}

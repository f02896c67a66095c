import GatewayHTTP
import ICalendar
import TimeZoneDatabase
import WCAP

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Configuration {
    /// Looks at what the settings name outside themselves: folders, programs, zones.
    ///
    /// - Throws: `ConfigurationError` with everything that is not there or may not be used.
    func requireUsable(zones: TimeZoneRegistry) throws(ConfigurationError) {
        var problems: [String] = []
        let folder = gateway.temporaryDirectory
        var info = stat()
        if stat(folder, &info) != 0 || info.st_mode & S_IFMT != S_IFDIR {
            problems.append("temporary-directory: there is no folder \(folder)")
        } else if access(folder, W_OK | X_OK) != 0 {
            problems.append("temporary-directory: \(folder) cannot be written by user \(geteuid())")
        }
        if let program = mailCommand.first, program.hasPrefix("/"), access(program, X_OK) != 0 {
            problems.append("sendmail-command: \(program) cannot be run: \(String(cString: strerror(errno)))")
        }
        if zones.identifier(for: wcap.timeZone) == nil { problems.append("wcap-time-zone: there is no time zone \(wcap.timeZone)") }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    }

    /// Proves as a start would that what the settings name can be used, TLS files among it; serves nothing.
    ///
    /// - Throws: `ConfigurationError`; what the zone database throws.
    public func requireUsable() throws {
        try requireUsable(zones: TimeZoneRegistry(provider: try SystemTimeZoneDatabase()))
        _ = try TLSContext.make(self)
    }
}

// swift-tools-version:6.2

import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// One room of the architecture.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of one room, or a suite that cuts across several.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "_CryptoExtras", package: "swift-crypto")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioFoundationCompat = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioHTTPCompression = Target.Dependency.product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "calgate",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "calgate", targets: ["CalgateCommand"]),
        .executable(name: "calgate-fuzz", targets: ["CalgateFuzz"]),
        .executable(name: "calgate-bench", targets: ["CalgateBench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),

        room("ICalendar"),
        room("TimeZoneDatabase", ["ICalendar"]),
        room("CharacterSets"),
        room("XMLDocument", ["CExpat"]),
        room("CalendarStore", ["ICalendar"]),
        room("SQLStore", ["CalendarStore", "ICalendar", "CSQLite", nioCore, nioPosix, crypto, logging]),
        room("Accounts", ["CalendarStore", crypto, cryptoExtras, logging, nioCore, nioPosix]),
        room("CalendarService", ["CalendarStore", "CharacterSets", "ICalendar", collections, crypto, logging, nioCore]),
        room(
            "GatewayHTTP",
            [
                "Accounts", "CalendarService", "CalendarStore", "ICalendar", "XMLDocument", hummingbird, hummingbirdCore, httpTypes,
                nioCore, nioPosix, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioHTTPCompression, logging, metrics,
            ]
        ),
        room(
            "WCAP",
            [
                "Accounts", "GatewayHTTP", "CalendarService", "CalendarStore", "ICalendar", "XMLDocument", hummingbird, httpTypes, nioCore,
                logging,
            ]),
        room(
            "CalendarData",
            [
                "Accounts", "GatewayHTTP", "CalendarService", "CalendarStore", "ICalendar", "XMLDocument", hummingbird, httpTypes, nioCore,
                logging,
            ]
        ),
        room(
            "WebCal",
            ["Accounts", "GatewayHTTP", "CalendarService", "CalendarStore", "ICalendar", hummingbird, httpTypes, nioCore, logging]),
        room(
            "CalDAV",
            [
                "Accounts", "GatewayHTTP", "CalendarService", "CalendarStore", "ICalendar", "XMLDocument", hummingbird, httpTypes, nioCore,
                logging,
            ]
        ),
        room(
            "Calgate",
            [
                "ICalendar", "TimeZoneDatabase", "CalendarStore", "SQLStore", "Accounts", "CalendarService", "GatewayHTTP",
                "WCAP", "CalendarData", "WebCal", "CalDAV",
                hummingbird, hummingbirdCore, nioCore, nioPosix, nioHTTP1, nioHTTPTypesHTTP1, nioSSL,
                logging, metrics, configuration, yams, serviceLifecycle,
            ]
        ),
        .executableTarget(
            name: "CalgateCommand",
            dependencies: [
                "Calgate", "Accounts", "ICalendar", "CalendarStore", "CalendarService",
                argumentParser, logging, nioCore,
            ],
            swiftSettings: swiftSettings
        ),

        .executableTarget(
            name: "StoreCrashWriter", dependencies: ["SQLStore", "CalendarStore", "ICalendar"], swiftSettings: swiftSettings),
        tests(
            "CalendarServiceTests",
            ["SeededRandom", "CalendarService", "CalendarStore", "SQLStore", "ICalendar", "TimeZoneDatabase", logging, nioCore]),
        tests("CharacterSetsTests", ["CharacterSets"]),
        tests("SQLStoreTests", ["SeededRandom", "SQLStore", "CalendarStore", "ICalendar", "StoreCrashWriter"]),
        tests("AccountsTests", ["Accounts", "CalendarStore", "SQLStore", "ICalendar", logging]),
        tests(
            "CalgateTests",
            ["GatewayTesting", "Calgate", "Accounts", "CalendarService", "CalendarStore", "GatewayHTTP", "SQLStore", logging]
        ),
        tests(
            "GatewayHTTPTests",
            [
                "GatewayHTTP", "Accounts", "CalendarStore", "CalendarService", "ICalendar", hummingbird, hummingbirdCore, httpTypes,
                nioCore,
                nioPosix, logging,
            ]
        ),
        .executableTarget(
            name: "CalgateFuzz", dependencies: ["ICalendar", "TimeZoneDatabase", argumentParser], swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "CalgateBench",
            dependencies: [
                "Calgate", "CalendarService", "CalendarStore", "GatewayTesting", "ICalendar", "SQLStore", "SeededRandom",
                "TimeZoneDatabase",
                "WCAP", "XMLDocument", argumentParser, hummingbirdCore, httpTypes, logging, nioCore, nioPosix,
                serviceLifecycle,
            ],
            swiftSettings: swiftSettings
        ),
        .target(
            name: "GatewayTesting", dependencies: ["Calgate", "Accounts", "CalendarService", "CalendarStore", logging],
            path: "Tests/GatewayTesting", swiftSettings: swiftSettings
        ),
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: swiftSettings),
        tests("ArchitectureTests", []),
        tests(
            "ConformanceTests",
            [
                "GatewayTesting", "SeededRandom", "Calgate", "GatewayHTTP", "WCAP", "Accounts", "CalendarService", "CalendarStore",
                "ICalendar",
                "TimeZoneDatabase", "CSQLite", "XMLDocument",
            ]),
        tests("ProcessTests", ["GatewayTesting", "CalgateCommand"]),
        tests("ICalendarTests", ["SeededRandom", "ICalendar", "TimeZoneDatabase", "CalgateFuzz"]),
        tests("WCAPTests", ["WCAP", "Accounts", "CalendarService", "CalendarStore", "SQLStore", "ICalendar", "TimeZoneDatabase", logging]),
        tests("CalDAVTests", ["GatewayTesting", "CalDAV", "CalendarService", "XMLDocument", httpTypes]),
        tests("XMLDocumentTests", ["SeededRandom", "XMLDocument"]),
    ]
)

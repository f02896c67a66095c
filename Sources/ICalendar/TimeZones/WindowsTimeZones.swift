/// Time zone names of Windows, Outlook and Exchange, by the mapping of CLDR (windowsZones, territory 001) with today's Olson names.
enum WindowsTimeZones {
    /// The Olson name for a Windows name in any letter case (`W. Europe Standard Time`) or for what Windows shows instead
    /// (`(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna`, some of its cities being enough).
    static func identifier(for name: String) -> String? {
        if let identifier = byName[key(name)] { return identifier }
        guard let cities = cities(ofDisplayName: name) else { return nil }
        let wanted = cities.split(separator: ",").map { key($0) }.filter { !$0.isEmpty }
        guard !wanted.isEmpty else { return nil }
        return byCities.first { entry in wanted.allSatisfy(entry.cities.contains) }?.identifier
    }

    /// What follows `(UTC+01:00)`, `(GMT+01:00)` or `(UTC)`.
    private static func cities(ofDisplayName name: String) -> Substring? {
        guard name.hasPrefix("("), let end = name.firstIndex(of: ")") else { return nil }
        let prefix = name[..<end].dropFirst().uppercasedASCII
        guard prefix.hasPrefix("UTC") || prefix.hasPrefix("GMT") else { return nil }
        var rest = name[name.index(after: end)...]
        if let colon = rest.firstIndex(of: ":") { rest = rest[rest.index(after: colon)...] }
        return rest
    }

    /// Letters and digits alone, in lower case, signs kept: `UTC+12` is not `UTC-12`.
    private static func key(_ name: some StringProtocol) -> String {
        String(
            decoding: name.utf8.compactMap { byte -> UInt8? in
                if byte &- 0x41 < 26 { return byte | 0x20 }
                let isKept =
                    byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                return isKept ? byte : nil
            }, as: UTF8.self)
    }

    private struct Entry {
        var name: String
        var identifier: String
        var cities: [String]
    }

    private static let entries: [Entry] = table.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        return Entry(name: key(parts[0]), identifier: String(parts[1]), cities: parts[2].split(separator: ",").map { key($0) })
    }

    private static let byName = Dictionary(entries.map { ($0.name, $0.identifier) }) { first, _ in first }

    private static let byCities = entries.filter { !$0.cities.isEmpty }

    /// Windows name, Olson name, cities or description in the name shown. Below the current names the ones of older versions.
    private static let table = """
        Dateline Standard Time|Etc/GMT+12|International Date Line West
        UTC-11|Etc/GMT+11|Coordinated Universal Time-11
        Aleutian Standard Time|America/Adak|Aleutian Islands
        Hawaiian Standard Time|Pacific/Honolulu|Hawaii
        Marquesas Standard Time|Pacific/Marquesas|Marquesas Islands
        Alaskan Standard Time|America/Anchorage|Alaska
        UTC-09|Etc/GMT+9|Coordinated Universal Time-09
        Pacific Standard Time (Mexico)|America/Tijuana|Baja California, Tijuana
        UTC-08|Etc/GMT+8|Coordinated Universal Time-08
        Pacific Standard Time|America/Los_Angeles|Pacific Time (US & Canada)
        US Mountain Standard Time|America/Phoenix|Arizona
        Mountain Standard Time (Mexico)|America/Mazatlan|Chihuahua, La Paz, Mazatlan
        Mountain Standard Time|America/Denver|Mountain Time (US & Canada)
        Yukon Standard Time|America/Whitehorse|Yukon
        Central America Standard Time|America/Guatemala|Central America
        Central Standard Time|America/Chicago|Central Time (US & Canada)
        Easter Island Standard Time|Pacific/Easter|Easter Island
        Central Standard Time (Mexico)|America/Mexico_City|Guadalajara, Mexico City, Monterrey
        Canada Central Standard Time|America/Regina|Saskatchewan
        Alberta Standard Time|America/Edmonton|Alberta
        British Columbia Standard Time|America/Vancouver|British Columbia
        Manitoba Standard Time|America/Winnipeg|Manitoba
        SA Pacific Standard Time|America/Bogota|Bogota, Lima, Quito, Rio Branco
        Eastern Standard Time (Mexico)|America/Cancun|Chetumal
        Eastern Standard Time|America/New_York|Eastern Time (US & Canada)
        Haiti Standard Time|America/Port-au-Prince|Haiti
        Cuba Standard Time|America/Havana|Havana
        US Eastern Standard Time|America/Indiana/Indianapolis|Indiana (East)
        Turks And Caicos Standard Time|America/Grand_Turk|Turks and Caicos
        Paraguay Standard Time|America/Asuncion|Asuncion
        Atlantic Standard Time|America/Halifax|Atlantic Time (Canada)
        Venezuela Standard Time|America/Caracas|Caracas
        Central Brazilian Standard Time|America/Cuiaba|Cuiaba
        SA Western Standard Time|America/La_Paz|Georgetown, La Paz, Manaus, San Juan
        Pacific SA Standard Time|America/Santiago|Santiago
        Newfoundland Standard Time|America/St_Johns|Newfoundland
        Tocantins Standard Time|America/Araguaina|Araguaina
        E. South America Standard Time|America/Sao_Paulo|Brasilia
        SA Eastern Standard Time|America/Cayenne|Cayenne, Fortaleza
        Argentina Standard Time|America/Argentina/Buenos_Aires|City of Buenos Aires, Buenos Aires
        Greenland Standard Time|America/Nuuk|Greenland
        Montevideo Standard Time|America/Montevideo|Montevideo
        Magallanes Standard Time|America/Punta_Arenas|Punta Arenas
        Saint Pierre Standard Time|America/Miquelon|Saint Pierre and Miquelon
        Bahia Standard Time|America/Bahia|Salvador
        UTC-02|Etc/GMT+2|Coordinated Universal Time-02
        Azores Standard Time|Atlantic/Azores|Azores
        Cape Verde Standard Time|Atlantic/Cape_Verde|Cabo Verde Is., Cape Verde Is.
        UTC|Etc/UTC|Coordinated Universal Time
        GMT Standard Time|Europe/London|Dublin, Edinburgh, Lisbon, London
        Greenwich Standard Time|Atlantic/Reykjavik|Monrovia, Reykjavik
        Sao Tome Standard Time|Africa/Sao_Tome|Sao Tome
        Morocco Standard Time|Africa/Casablanca|Casablanca
        W. Europe Standard Time|Europe/Berlin|Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna
        Central Europe Standard Time|Europe/Budapest|Belgrade, Bratislava, Budapest, Ljubljana, Prague
        Romance Standard Time|Europe/Paris|Brussels, Copenhagen, Madrid, Paris
        Central European Standard Time|Europe/Warsaw|Sarajevo, Skopje, Warsaw, Zagreb
        W. Central Africa Standard Time|Africa/Lagos|West Central Africa
        Jordan Standard Time|Asia/Amman|Amman
        GTB Standard Time|Europe/Bucharest|Athens, Bucharest
        Middle East Standard Time|Asia/Beirut|Beirut
        Egypt Standard Time|Africa/Cairo|Cairo
        E. Europe Standard Time|Europe/Chisinau|Chisinau
        Syria Standard Time|Asia/Damascus|Damascus
        West Bank Standard Time|Asia/Hebron|Gaza, Hebron
        South Africa Standard Time|Africa/Johannesburg|Harare, Pretoria
        FLE Standard Time|Europe/Kyiv|Helsinki, Kyiv, Kiev, Riga, Sofia, Tallinn, Vilnius
        Israel Standard Time|Asia/Jerusalem|Jerusalem
        South Sudan Standard Time|Africa/Juba|Juba
        Kaliningrad Standard Time|Europe/Kaliningrad|Kaliningrad
        Sudan Standard Time|Africa/Khartoum|Khartoum
        Libya Standard Time|Africa/Tripoli|Tripoli
        Namibia Standard Time|Africa/Windhoek|Windhoek
        Arabic Standard Time|Asia/Baghdad|Baghdad
        Turkey Standard Time|Europe/Istanbul|Istanbul
        Arab Standard Time|Asia/Riyadh|Kuwait, Riyadh
        Belarus Standard Time|Europe/Minsk|Minsk
        Russian Standard Time|Europe/Moscow|Moscow, St. Petersburg
        E. Africa Standard Time|Africa/Nairobi|Nairobi
        Iran Standard Time|Asia/Tehran|Tehran
        Arabian Standard Time|Asia/Dubai|Abu Dhabi, Muscat
        Astrakhan Standard Time|Europe/Astrakhan|Astrakhan, Ulyanovsk
        Azerbaijan Standard Time|Asia/Baku|Baku
        Russia Time Zone 3|Europe/Samara|Izhevsk, Samara
        Mauritius Standard Time|Indian/Mauritius|Port Louis
        Saratov Standard Time|Europe/Saratov|Saratov
        Georgian Standard Time|Asia/Tbilisi|Tbilisi
        Volgograd Standard Time|Europe/Volgograd|Volgograd
        Caucasus Standard Time|Asia/Yerevan|Yerevan
        Afghanistan Standard Time|Asia/Kabul|Kabul
        West Asia Standard Time|Asia/Tashkent|Ashgabat, Tashkent
        Ekaterinburg Standard Time|Asia/Yekaterinburg|Ekaterinburg
        Pakistan Standard Time|Asia/Karachi|Islamabad, Karachi
        Qyzylorda Standard Time|Asia/Qyzylorda|Qyzylorda
        India Standard Time|Asia/Kolkata|Chennai, Kolkata, Mumbai, New Delhi
        Sri Lanka Standard Time|Asia/Colombo|Sri Jayawardenepura
        Nepal Standard Time|Asia/Kathmandu|Kathmandu
        Central Asia Standard Time|Asia/Bishkek|Astana, Bishkek
        Bangladesh Standard Time|Asia/Dhaka|Dhaka
        Omsk Standard Time|Asia/Omsk|Omsk
        Myanmar Standard Time|Asia/Yangon|Yangon (Rangoon)
        SE Asia Standard Time|Asia/Bangkok|Bangkok, Hanoi, Jakarta
        Altai Standard Time|Asia/Barnaul|Barnaul, Gorno-Altaysk
        W. Mongolia Standard Time|Asia/Hovd|Hovd
        North Asia Standard Time|Asia/Krasnoyarsk|Krasnoyarsk
        N. Central Asia Standard Time|Asia/Novosibirsk|Novosibirsk
        Tomsk Standard Time|Asia/Tomsk|Tomsk
        China Standard Time|Asia/Shanghai|Beijing, Chongqing, Hong Kong, Urumqi
        North Asia East Standard Time|Asia/Irkutsk|Irkutsk
        Singapore Standard Time|Asia/Singapore|Kuala Lumpur, Singapore
        W. Australia Standard Time|Australia/Perth|Perth
        Taipei Standard Time|Asia/Taipei|Taipei
        Ulaanbaatar Standard Time|Asia/Ulaanbaatar|Ulaanbaatar
        Aus Central W. Standard Time|Australia/Eucla|Eucla
        Transbaikal Standard Time|Asia/Chita|Chita
        Tokyo Standard Time|Asia/Tokyo|Osaka, Sapporo, Tokyo
        North Korea Standard Time|Asia/Pyongyang|Pyongyang
        Korea Standard Time|Asia/Seoul|Seoul
        Yakutsk Standard Time|Asia/Yakutsk|Yakutsk
        Cen. Australia Standard Time|Australia/Adelaide|Adelaide
        AUS Central Standard Time|Australia/Darwin|Darwin
        E. Australia Standard Time|Australia/Brisbane|Brisbane
        AUS Eastern Standard Time|Australia/Sydney|Canberra, Melbourne, Sydney
        West Pacific Standard Time|Pacific/Port_Moresby|Guam, Port Moresby
        Tasmania Standard Time|Australia/Hobart|Hobart
        Vladivostok Standard Time|Asia/Vladivostok|Vladivostok
        Lord Howe Standard Time|Australia/Lord_Howe|Lord Howe Island
        Bougainville Standard Time|Pacific/Bougainville|Bougainville Island
        Russia Time Zone 10|Asia/Srednekolymsk|Chokurdakh
        Magadan Standard Time|Asia/Magadan|Magadan
        Norfolk Standard Time|Pacific/Norfolk|Norfolk Island
        Sakhalin Standard Time|Asia/Sakhalin|Sakhalin
        Central Pacific Standard Time|Pacific/Guadalcanal|Solomon Is., New Caledonia
        Russia Time Zone 11|Asia/Kamchatka|Anadyr, Petropavlovsk-Kamchatsky
        New Zealand Standard Time|Pacific/Auckland|Auckland, Wellington
        UTC+12|Etc/GMT-12|Coordinated Universal Time+12
        Fiji Standard Time|Pacific/Fiji|Fiji
        Chatham Islands Standard Time|Pacific/Chatham|Chatham Islands
        UTC+13|Etc/GMT-13|Coordinated Universal Time+13
        Tonga Standard Time|Pacific/Tongatapu|Nuku'alofa
        Samoa Standard Time|Pacific/Apia|Samoa
        Line Islands Standard Time|Pacific/Kiritimati|Kiritimati Island
        Coordinated Universal Time|Etc/UTC|
        Armenian Standard Time|Asia/Yerevan|
        Mexico Standard Time|America/Mexico_City|
        Mexico Standard Time 2|America/Chihuahua|
        Mid-Atlantic Standard Time|Etc/GMT+2|Mid-Atlantic
        Kamchatka Standard Time|Asia/Kamchatka|
        E. Europe|Europe/Bucharest|
        Prague Bratislava|Europe/Prague|
        Warsaw|Europe/Warsaw|
        W. Europe|Europe/Berlin|
        GMT Daylight Time|Europe/London|
        Eastern|America/New_York|
        Central|America/Chicago|
        Mountain|America/Denver|
        Pacific|America/Los_Angeles|
        Eastern Daylight Time|America/New_York|
        Central Daylight Time|America/Chicago|
        Mountain Daylight Time|America/Denver|
        Pacific Daylight Time|America/Los_Angeles|
        """
}

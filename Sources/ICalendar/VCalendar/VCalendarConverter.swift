/// Turns a vCalendar 1.0 tree (versit, 1996) into the iCalendar tree that says the same.
///
/// Quoted-printable and character sets were decoded before. Properties that iCalendar has no other word for (DAYLIGHT, TZ) stay as they are.
/// A value whose old form cannot be read stays too; checking values finds it.
struct VCalendarConverter {
    func converted(_ component: Component) -> Component {
        var result = Component(component.name, lineNumber: component.lineNumber)
        result.components = component.components.map(converted)
        let start = component.first(.dtstart).flatMap { try? VCalendarDate.reading($0.value) }
        for property in component.properties {
            switch property.registered {
            case .version:
                result.properties.append(Property(.version, value: "2.0").at(line: property.lineNumber))
            case .aalarm, .dalarm, .malarm, .palarm:
                if let alarm = VCalendarAlarm(property)?.component(start: start) {
                    result.components.append(alarm)
                } else {
                    result.properties.append(property)
                }
            default: result.properties.append(converted(property, in: component.name).at(line: property.lineNumber))
            }
        }
        return result
    }

    private func converted(_ property: Property, in component: ComponentName) -> Property {
        if property.isNamed("DCREATED") { return Property(.created, value: VCalendarDate.text(of: property.value)) }
        switch property.registered {
        case .dtstart, .dtend, .due, .completed, .created, .lastModified, .recurrenceID, .dtstamp:
            return dated(property, [property.value])
        case .exdate, .rdate:
            return dated(property, property.value.split { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") })
        case .rrule, .exrule:
            let rule = VCalendarRule(property.valueString)?.text ?? property.valueString
            return Property(property.name, value: rule)
        case .categories, .resources:
            let separator: Character = property.value.contains(UInt8(ascii: ";")) ? ";" : ","
            let texts = TextValue.list(property.value, separator: separator).map(\.trimmedBlanks).filter { !$0.isEmpty }
            return Property(property.name, parameters: parameters(of: property), texts: texts)
        case .status: return Property(.status, value: status(property.valueString, in: component))
        case .transp:
            guard let number = try? property.integer() else { break }
            return Property(.transp, value: number == 0 ? "OPAQUE" : "TRANSPARENT")
        case .attendee: return attendee(property)
        case .summary, .description, .location, .comment, .contact, .relatedTo, .uid:
            let name = property.name
            guard name != .uid else { break }
            return Property(name, parameters: parameters(of: property), text: property.text)
        default: break
        }
        let kept = parameters(of: property)
        return kept == property.parameters ? property : Property(property.name, parameters: kept, value: property.valueString)
    }

    /// Dates in the basic form; a list of nothing but days gets VALUE=DATE.
    private func dated(_ property: Property, _ values: [Bytes]) -> Property {
        let texts = values.map(VCalendarDate.text(of:)).filter { !$0.isEmpty }
        var kept = parameters(of: property)
        if !texts.isEmpty, texts.allSatisfy({ $0.utf8.count == 8 }), !kept.contains(where: { $0.name == "VALUE" }) {
            kept.append(Parameter("VALUE", "DATE"))
        }
        return Property(property.name, parameters: kept, value: texts.joined(separator: ","))
    }

    /// Parameters in iCalendar's words: bare ones get a name, those about encoding go where they were decoded.
    private func parameters(of property: Property) -> [Parameter] {
        var result: [Parameter] = []
        for parameter in property.parameters {
            let isBare = parameter.values.isEmpty
            let word = isBare ? parameter.name : parameter.values[0].uppercasedASCII
            switch isBare ? "" : parameter.name {
            case "":
                switch word {
                case "BASE64": result += [Parameter("ENCODING", "BASE64"), Parameter("VALUE", "BINARY")]
                case "7BIT", "8BIT", "QUOTED-PRINTABLE", "INLINE": break
                case "URL": result.append(Parameter("VALUE", "URI"))
                default: result.append(Parameter("TYPE", parameter.name))
                }
            case "CHARSET": break
            case "ENCODING":
                guard word == "BASE64" || word == "B" else { break }
                result += [Parameter("ENCODING", "BASE64"), Parameter("VALUE", "BINARY")]
            case "VALUE":
                if word == "URL" { result.append(Parameter("VALUE", "URI")) } else if word != "INLINE" { result.append(parameter) }
            default: result.append(parameter)
            }
        }
        return result
    }

    private func status(_ value: String, in component: ComponentName) -> String {
        let word = value.trimmedBlanks.uppercasedASCII
        let isEvent = component == .vevent
        switch word {
        case "NEEDS ACTION", "NEEDS-ACTION", "SENT", "DELEGATED": return isEvent ? "TENTATIVE" : "NEEDS-ACTION"
        case "ACCEPTED", "CONFIRMED": return isEvent ? "CONFIRMED" : "IN-PROCESS"
        case "COMPLETED": return isEvent ? "CONFIRMED" : "COMPLETED"
        case "DECLINED": return "CANCELLED"
        default: return value
        }
    }

    /// `John Smith <jsmith@example.com>` with ROLE, STATUS, RSVP and EXPECT.
    private func attendee(_ property: Property) -> Property {
        var result: [Parameter] = []
        for parameter in parameters(of: property) {
            let word = (parameter.values.first ?? "").uppercasedASCII
            switch parameter.name {
            case "STATUS":
                let states = ["NEEDS ACTION": "NEEDS-ACTION", "SENT": "NEEDS-ACTION", "CONFIRMED": "ACCEPTED"]
                result.append(Parameter("PARTSTAT", states[word] ?? word))
            case "RSVP": result.append(Parameter("RSVP", word == "YES" || word == "TRUE" ? "TRUE" : "FALSE"))
            case "EXPECT": result.append(Parameter("ROLE", word == "FYI" ? "NON-PARTICIPANT" : "REQ-PARTICIPANT"))
            case "ROLE":
                let roles = ["ORGANIZER": "CHAIR", "OWNER": "CHAIR", "ATTENDEE": "REQ-PARTICIPANT", "DELEGATE": "REQ-PARTICIPANT"]
                if !result.contains(where: { $0.name == "ROLE" }) { result.append(Parameter("ROLE", roles[word] ?? word)) }
            default: result.append(parameter)
            }
        }
        var address = property.text.trimmedBlanks
        if let open = address.utf8.lastIndex(of: UInt8(ascii: "<")), address.utf8.last == UInt8(ascii: ">") {
            let name = String(address[..<open]).trimmedBlanks
            address = String(address[address.utf8.index(after: open)...].dropLast())
            if !name.isEmpty, !result.contains(where: { $0.name == "CN" }) { result.append(Parameter("CN", name)) }
        }
        let hasScheme = address.utf8.contains(UInt8(ascii: ":"))
        return Property(.attendee, parameters: result, value: hasScheme || !address.contains("@") ? address : "mailto:" + address)
    }
}

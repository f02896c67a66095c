struct VCalendarConverter {
    func converted(_ calendar: Component) -> Component { calendar }
}

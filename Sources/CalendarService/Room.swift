enum CalendarServiceRoom {}

enum CalendarDataRoom {}

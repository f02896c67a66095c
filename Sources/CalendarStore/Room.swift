enum CalendarStoreRoom {}

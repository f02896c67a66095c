enum TimeZoneDatabaseRoom {}

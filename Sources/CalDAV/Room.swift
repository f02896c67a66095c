enum CalDAVRoom {}

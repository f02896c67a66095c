enum WCAPRoom {}

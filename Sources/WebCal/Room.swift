enum WebCalRoom {}

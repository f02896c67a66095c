enum CalgateRoom {}

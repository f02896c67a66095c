enum XMLDocumentRoom {}

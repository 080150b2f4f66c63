"""Activities: what people come together for."""

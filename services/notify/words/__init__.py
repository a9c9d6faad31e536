"""Words of suppliers: what their systems told us, signed, and what became of it."""

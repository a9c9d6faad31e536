"""Words of suppliers that the registry acts upon: handshakes that are answered, numbers that are assigned."""

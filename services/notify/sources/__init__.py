"""Sources: the systems of suppliers that tell us by webhook, and the secrets by which we know that it is they."""

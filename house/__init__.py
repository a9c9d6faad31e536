"""The composition root: the commands, the embedded PostgreSQL, the demo. The only package that may import every service."""

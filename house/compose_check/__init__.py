"""Whether docker-compose.yml brings up a house that works: built, started, lived in for a while, and taken down."""

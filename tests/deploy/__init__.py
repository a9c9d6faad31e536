"""What stands in `deploy/` and docker-compose.yml is read by tests, as whoever runs it would."""

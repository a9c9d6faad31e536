"""A house of parts under load while its database stops, its parts are killed and its network is cut; then counted."""

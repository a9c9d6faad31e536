"""Costs that the client pays under watch: each month is asked after, and what was not paid is somebody's at once."""

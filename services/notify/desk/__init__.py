"""The desk: who of the organisation is told what hurts and what waits, by whom it was seen, and who is next."""

"""Deliveries: what suppliers are to be told, one row for each subscription that wants it, and what became of it."""

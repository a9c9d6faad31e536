"""Deliveries: what suppliers are to be told, one row for each subscription that wants it. Nothing is sent yet."""

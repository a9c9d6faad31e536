"""Emergencies: living money today, for a client who has none to buy food from."""

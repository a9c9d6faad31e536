"""Asking for money back that we paid: by two persons, of the bank, and until it answers nothing new is tried."""

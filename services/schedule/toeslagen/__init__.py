"""Toeslagen on their way: where each stands, what of it came and on which account, and what is missing."""

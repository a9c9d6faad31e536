"""Addressees: how a household is reached, in which language and by which channel first, under a key of its own."""

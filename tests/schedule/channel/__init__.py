"""The bank's own channel, with a bank of our own on this machine."""

"""Monthly lists of open items: how a supplier without a system of its own tells us, line by line."""

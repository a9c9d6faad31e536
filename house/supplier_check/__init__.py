"""Playing the whole conversation against a supplier's endpoint, and saying what is wrong with how it answers."""

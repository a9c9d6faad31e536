"""Whoever watches a house: looks into its database again and again, and tells figures about it; writes nothing."""

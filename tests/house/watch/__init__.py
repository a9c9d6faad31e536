"""Whoever watches a house."""

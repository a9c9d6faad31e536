"""The repository's own rules, which no tool knows: each a small function from text to faults."""

from house.inspection.repository import inspect_repository

__all__ = ["inspect_repository"]

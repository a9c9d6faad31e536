"""The same household with its rent as the room of arrangements has it."""

from tests.mandates.arrangements.conftest import other_supplier, rent, supplier, works

__all__ = ["other_supplier", "rent", "supplier", "works"]

"""A hand at work, as in the tests of arrangements."""

from tests.mandates.arrangements.conftest import Works, works

__all__ = ["Works", "works"]

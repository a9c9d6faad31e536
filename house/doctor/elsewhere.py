"""The promises that no query proves: how something behaves, which a test shows, and what no step has built yet."""

from typing import NamedTuple


class Elsewhere(NamedTuple):
    """A promise, and where it is proved or what will bring it."""

    number: str
    says: str
    where: str


BY_TESTS = (
    Elsewhere(
        "I8",
        "leefgeld is paid in full on its day, or somebody hears of it before",
        "tests/schedule/payments/test_booking.py",
    ),
    Elsewhere("I18", "the same command with the same key has the same answer", "tests/test_idempotency.py"),
    Elsewhere(
        "I21", "a worker that lost its part of the work writes nothing", "tests/schedule/payments/test_two_at_once.py"
    ),
    Elsewhere("I22", "a crash at any point ends as no crash", "tests/schedule/payments/test_crashes.py"),
)

LATER: tuple[Elsewhere, ...] = ()
"""All that was promised is built."""

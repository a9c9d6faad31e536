"""How often a test tries: as often as each change deserves, or as often as a night allows (`./ontzorg test --long`)."""

import os

from hypothesis import settings

LONG = bool(os.environ.get("ONTZORG_LONG_TESTS"))
"""Whether there is time; `./ontzorg test --long` sets it."""


def times(now: int, when_there_is_time: int) -> int:
    """So many examples, steps or households."""
    return when_there_is_time if LONG else now


def settle_for_examples() -> None:
    """Properties that do not say how many examples they want get these many."""
    settings.register_profile("ontzorg", max_examples=times(40, 100))
    settings.load_profile("ontzorg")

"""How often a test tries: as often as each change deserves, or as often as a night allows (`./ontzorg test --long`)."""

import os
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import settings

LONG = bool(os.environ.get("ONTZORG_LONG_TESTS"))
"""Whether there is time; `./ontzorg test --long` sets it."""


def times(now: int, when_there_is_time: int) -> int:
    """So many examples, steps or households."""
    return when_there_is_time if LONG else now


def spread(values: Sequence[Any], now: int) -> list[Any]:
    """All of them as parameters of a test; so many of them, from first to last, at each change, the rest at night."""
    chosen = {round(nth * (len(values) - 1) / max(now - 1, 1)) for nth in range(now)}
    return [one if at in chosen else pytest.param(one, marks=pytest.mark.long) for at, one in enumerate(values)]


def settle_for_examples() -> None:
    """Properties that do not say how many examples they want get these many."""
    settings.register_profile("ontzorg", max_examples=times(40, 100))
    settings.load_profile("ontzorg")

"""The memory of a process that runs for long: what is there after the start is there to stay."""

import gc

_BEFORE_A_LOOK = 50_000
"""New objects before the youngest are looked through: a batch of plans makes as many, and holds all of them at once."""

_BEFORE_AN_OLDER_LOOK = 20


def settle_memory() -> None:
    """Look seldom for what has lost its owner, and never again among what the start made.

    Little here goes in circles, so looking finds next to nothing: without this a run spends half of its time on it,
    and an answer now and then is late by it. To be called once, when all that stays has been made.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BEFORE_A_LOOK, _BEFORE_AN_OLDER_LOOK, _BEFORE_AN_OLDER_LOOK)

"""Identifiers: UUID version 7 (RFC 9562 §5.7), ordered by the time they were made; and the only source of randomness.

Ordered keys keep an index as small and as fast after two years of history as on the first day; random ones do not.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from random import Random
from threading import Lock
from typing import Protocol
from uuid import UUID

from services.clock import in_utc

_RANDOM_BITS = 74
_STEP_BITS = 32
_LOW_BITS = 62
_VERSION = 7 << 76
_VARIANT = 0b10 << 62


class Ids(Protocol):
    """Whoever can name a new thing."""

    def new_id(self, now: datetime) -> UUID:
        """A UUID version 7 that carries `now` to the millisecond and is greater than every one given before."""


class _AscendingIds:
    """One source whose ids only ever go up, also within a millisecond, between threads, and when `now` lags behind.

    Within a millisecond the random part grows by a random step (RFC 9562 §6.2, method 2), so that one id does not give
    away the next. A source that was once shown a later `now` keeps to that later time.
    """

    def __init__(self, random_bits: Callable[[int], int]) -> None:
        self._random_bits = random_bits
        self._lock = Lock()
        self._millisecond = -1
        self._tail = 0

    def new_id(self, now: datetime) -> UUID:
        millisecond = int(in_utc(now).timestamp() * 1000)
        with self._lock:
            if millisecond > self._millisecond:
                self._begin(millisecond)
            else:
                self._tail += 1 + self._random_bits(_STEP_BITS)
                if self._tail >> _RANDOM_BITS:
                    self._begin(self._millisecond + 1)
            return _uuid7(self._millisecond, self._tail)

    def _begin(self, millisecond: int) -> None:
        self._millisecond = millisecond
        self._tail = self._random_bits(_RANDOM_BITS)


class RandomIds(_AscendingIds):
    """Ids that nobody can guess, in production."""

    def __init__(self) -> None:
        super().__init__(secrets.randbits)


class SeededIds(_AscendingIds):
    """The same ids for the same seed and the same instants: a sandbox or a demo that can be lived through again."""

    def __init__(self, seed: int | str) -> None:
        self._random = Random(seed)
        super().__init__(self._random.getrandbits)

    def copied(self) -> "SeededIds":
        """Another source that goes on as this one would: a sandbox that was put back to a moment repeats itself."""
        other = SeededIds(0)
        with self._lock:
            other._random.setstate(self._random.getstate())
            other._millisecond, other._tail = self._millisecond, self._tail
        return other


_process_ids = RandomIds()


def new_id(now: datetime) -> UUID:
    """A UUID version 7 from this process's own source, where no `Ids` was handed in."""
    return _process_ids.new_id(now)


def secret_bytes(count: int) -> bytes:
    """`count` unguessable bytes, for signing secrets and nonces."""
    return secrets.token_bytes(count)


def _uuid7(millisecond: int, tail: int) -> UUID:
    high, low = tail >> _LOW_BITS, tail & ((1 << _LOW_BITS) - 1)
    return UUID(int=millisecond << 80 | _VERSION | high << 64 | _VARIANT | low)

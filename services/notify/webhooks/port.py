"""The ports of sending: through one a message leaves, posted once, and what came of it is a value; through the other
come the customer numbers that belong in it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias
from uuid import UUID

from services.notify.webhooks.attempts import Reply


class Calls(Protocol):
    """Whoever can post a message to an address outside."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post it once, follow nothing, and say what was answered or why nothing was."""


class Number(NamedTuple):
    """By which number of its own a supplier knows what it is told of, and the reference that our payments carry."""

    customer_number: str | None = None
    reference: str | None = None


Numbers: TypeAlias = Callable[[UUID, UUID, Sequence[Mapping[str, str]]], Awaitable[Sequence[Number]]]
"""Whoever knows them: of an organisation and one of its suppliers one for each of these, in that order; a `Problem` if
that cannot be said now."""

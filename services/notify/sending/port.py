"""The port through which a message leaves: it is posted once, and what came of it is a value."""

from collections.abc import Mapping
from typing import Protocol

from services.notify.sending.attempts import Reply


class Calls(Protocol):
    """Whoever can post a message to an address outside."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post it once, follow nothing, and say what was answered or why nothing was."""

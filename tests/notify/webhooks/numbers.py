"""Who knows the customer numbers in tests of sending: the same number for everything, until it is another or silent."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.asking import DoesNotAnswer
from services.notify.webhooks.port import Number


class Known:
    """A registry that knows one number, and what it was asked."""

    def __init__(self) -> None:
        self.number: Number | None = Number("K-4471", "RF18539007547034")
        self.asked: list[tuple[UUID, list[Mapping[str, str]]]] = []

    async def __call__(
        self, _organisation: UUID, supplier_id: UUID, about: Sequence[Mapping[str, str]]
    ) -> Sequence[Number]:
        """The number for each of these; `DoesNotAnswer` while it has none."""
        self.asked.append((supplier_id, list(about)))
        if self.number is None:
            raise DoesNotAnswer
        return [self.number] * len(about)


KNOWN = Known()
"""One that is always the same, for whoever does not ask after numbers."""

"""What the registry refused to take over, on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.schedule.registry.refusal import Refusal
from services.wire import Instant, Wire


class RefusedPayee(Wire):
    """One thing that is wrong with what was told, without anybody's name or number."""

    where: Annotated[str, Field(description="Its place in what was told", examples=["payees[1].reference.kind"])]
    what: str
    cure: str


class RegistryRefusal(Wire):
    """A household whose payees the registry would not take over; nothing new was said of them since.

    It is no longer told once they are handed over again, which they are when anything is said of them.
    """

    household_id: UUID
    reference: str
    import_id: Annotated[UUID, Field(description="The import, or the command, that said it")]
    refused_at: Instant
    faults: list[RefusedPayee]

    @classmethod
    def of(cls, one: Refusal) -> "RegistryRefusal":
        """The refusal as it is told."""
        faults = [RefusedPayee(**fault) for fault in one.why]
        return cls(
            household_id=one.household_id,
            reference=one.reference,
            import_id=one.import_id,
            refused_at=one.refused_at,
            faults=faults,
        )

"""What the registry refused to take over, on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.schedule.registry.refusal import Refusal
from services.wire import Instant, Wire


class RefusedPayee(Wire):
    """One thing that is wrong with what was told, without anybody's name or number."""

    where: Annotated[str, Field(description="Its place in what was told", examples=["payees[1].reference.kind"])]
    cost: Annotated[str | None, Field(description="The cost, or leefgeld; none where it is the whole household")]
    payee: Annotated[str | None, Field(description="Whom it would be paid to, masked", examples=["Wo******* Ve*****"])]
    what: str
    cure: str


class RegistryRefusal(Wire):
    """A household of which the registry would not take over a cost, or several; nothing new was said of them since.

    Its other costs, and the client's own account, were taken over. A fault is no longer told once its cost is handed
    over again, which it is when anything else is said of it.
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

"""What a supporter is shown of a household, on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.schedule.households.queries import HouseholdLine
from services.wire import Wire


class SupportedHousehold(Wire):
    """A household that a supporter helps: nothing by which a stranger would know who it is."""

    household_id: UUID
    reference: Annotated[str, Field(description="The organisation's own case number")]
    municipality: str

    @classmethod
    def of(cls, line: HouseholdLine) -> "SupportedHousehold":
        """The household as he is told of it."""
        return cls(household_id=line.id, reference=line.reference, municipality=line.municipality)

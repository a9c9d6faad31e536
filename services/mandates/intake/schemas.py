"""Papers and the people around a household on the wire. A paper is told by its kind: what stands in it is not here."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.mandate_events import PaperState
from services.mandates.costs import Cost
from services.mandates.evidence import Digest
from services.mandates.fields import Day, Reason
from services.mandates.intake.paper import Paper as KeptPaper
from services.mandates.intake.paper_repository import MissingPaper as KeptMissingPaper
from services.mandates.intake.paper_repository import MissingWish
from services.mandates.intake.requirement import PaperKind, Person
from services.mandates.intake.team import Member, TeamRole
from services.wire import PageRequest, Wire

Subject = Annotated[str, Field(min_length=1, max_length=255, description="The issuer's own word for the person")]


class DeliveredPaper(Wire):
    """The SHA-256 of the paper, which stays where it is, and who brought it, if not whom it was asked of."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"evidence": "9f" * 32, "deliveredBy": "supporter"}]})

    evidence: Digest
    delivered_by: Person | None = None


class PaperReason(Wire):
    """Why a paper is waived, or taken back; kept sealed."""

    reason: Reason


class Paper(Wire):
    """A paper: what, from whom, to whom, by when. Without a `cost` every cost needs it; `holdsCosts` says whether a
    cost waits for it.
    """

    id: UUID
    household_id: UUID
    kind: PaperKind
    cost: Cost | None
    state: PaperState
    delivered_by: Person
    delivered_to: Person
    due_on: Day
    late: bool
    holds_costs: bool
    evidence: Digest | None

    @classmethod
    def of(cls, kept: KeptPaper, today: date) -> "Paper":
        """The paper as it stands today."""
        return cls(
            id=kept.id,
            household_id=kept.household_id,
            kind=kept.kind,
            cost=Cost(kept.about) if kept.about else None,
            state=kept.state,
            delivered_by=kept.delivered_by,
            delivered_to=kept.delivered_to,
            due_on=kept.due_on,
            late=kept.is_late(today),
            holds_costs=kept.holds_costs,
            evidence=kept.evidence,
        )


class MissingPaper(Wire):
    """What is missing in which household; `reference` is the organisation's own case number."""

    reference: str
    paper: Paper

    @classmethod
    def of(cls, kept: KeptMissingPaper, today: date) -> "MissingPaper":
        """The paper as it is missed today."""
        return cls(reference=kept.reference, paper=Paper.of(kept.paper, today))


class MissingPaperFilter(PageRequest):
    """Whose papers, from whom."""

    delivered_by: Annotated[Person | None, Field(description="Those that this person is to bring")] = None
    subject: Annotated[Subject | None, Field(description="Those of households with this person in their team")] = None
    municipality: Annotated[str | None, Field(description="Those of households of this municipality")] = None
    due_until: Annotated[date | None, Field(description="Those that are due on or before this day")] = None

    def wish(self) -> MissingWish:
        """What is asked."""
        return MissingWish(self.delivered_by, self.subject, self.municipality, self.due_until)


class NewTeamMember(Wire):
    """Who takes which role from which day on; whoever had it has it until the day before, supporters aside."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"role": "contact", "subject": "anna", "fromDay": "2026-02-01"}]}
    )

    role: TeamRole
    subject: Subject
    from_day: Day


class EndedMembership(Wire):
    """Somebody's last day in a role."""

    until_day: Day


class TeamMember(Wire):
    """Somebody in a role around a household, up to and including `untilDay`."""

    household_id: UUID
    number: int
    role: TeamRole
    subject: str
    from_day: Day
    until_day: Day | None

    @classmethod
    def of(cls, one: Member) -> "TeamMember":
        """The member as they are told."""
        return cls(
            household_id=one.household_id,
            number=one.sequence,
            role=one.role,
            subject=one.subject,
            from_day=one.from_day,
            until_day=one.until_day,
        )


class SupporterSearch(Wire):
    """A supporter, by the issuer's own word for him."""

    subject: Subject


class SupportedHouseholds(Wire):
    """The households around which he stands today."""

    household_ids: list[UUID]

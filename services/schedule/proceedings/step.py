"""The steps of proceedings as values: what is to be done, with all that it takes, and what is to be done before.

They are kept, sealed, with the proceeding that they are of, so what was checked when it was asked is what is done. A
key names a step within its proceeding and is the same whenever it is worked out.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from services.events import Month
from services.mandates.schemas import Channel, Payer, TeamRole
from services.schedule.households.contents import StatedContent
from services.schedule.planning.policy import CostKind, ToeslagKind
from services.schedule.proceedings.asked import ReliefArrangement
from services.wire import Wire


class StepWork(StrEnum):
    """What a step does."""

    FACTS = "facts"
    TEAM = "team"
    PAPERS = "papers"
    ADDRESSEE = "addressee"
    ARRANGEMENT = "arrangement"
    HANDSHAKE = "handshake"
    ASKING = "asking"
    ANSWER = "answer"
    PLAN = "plan"
    WATCHED_MONTH = "watched_month"
    TOESLAG_ACCOUNT = "toeslag_account"
    CLOSING_SETTLEMENT = "closing_settlement"
    HANDSHAKE_GONE = "handshake_gone"
    B12_OF_FAMILY = "b12_of_family"
    TOESLAG_CHANGE = "toeslag_change"


class _Step(Wire):
    needs: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """Which one of its kind."""
        return ""

    @property
    def key(self) -> str:
        """Its name within the proceeding."""
        work: str = self.work  # type: ignore[attr-defined]  # every step below has its word
        return f"{work}/{self.about}" if self.about else work


class RecordFacts(_Step):
    """These facts are recorded together; what stands about the same is corrected, for the reason."""

    work: Literal["facts"] = "facts"
    facts: tuple[StatedContent, ...]
    reason: str


class JoinTeam(_Step):
    """Somebody takes a role around the household from a day on."""

    work: Literal["team"] = "team"
    number: int
    role: TeamRole
    subject: str
    from_day: date

    @property
    def about(self) -> str:
        return f"{self.role}-{self.number}"

    def member(self) -> dict[str, str]:
        """As the registry is told."""
        return {"role": self.role, "subject": self.subject, "fromDay": self.from_day.isoformat()}


class RequirePapers(_Step):
    """The papers that policy and costs ask for are required."""

    work: Literal["papers"] = "papers"


class KnowAddressee(_Step):
    """How the household is reached is known to those who tell it."""

    work: Literal["addressee"] = "addressee"
    by: date


class OfCost(_Step):
    """What is about one of the fixed costs."""

    cost: CostKind

    @property
    def about(self) -> str:
        return str(self.cost)


class ArrangeCost(OfCost):
    """The household has a cost with a supplier, as the registry takes it."""

    work: Literal["arrangement"] = "arrangement"
    wanted: ReliefArrangement

    def terms(self) -> dict[str, object]:
        """As the registry is told."""
        return self.wanted.model_dump(mode="json", exclude={"taken_over"}, exclude_none=True)


class PrepareHandshake(OfCost):
    """It is prepared to ask the supplier of a cost, so that another pays it from a month on."""

    work: Literal["handshake"] = "handshake"
    payer: Payer
    from_month: Month
    channel: Channel | None = None

    def asked(self) -> dict[str, str]:
        """As the registry is asked for it."""
        way = {"channel": self.channel} if self.channel else {}
        return {"payer": self.payer, "fromMonth": self.from_month, **way}


class AskSupplier(OfCost):
    """The supplier is asked: by webhook at once, by any other way by a person."""

    work: Literal["asking"] = "asking"


class HearSupplier(OfCost):
    """The supplier answers, or a person decides to go on without it."""

    work: Literal["answer"] = "answer"


class FollowInPlan(OfCost):
    """The plan says that the client pays the cost himself, and no run pays it from then on."""

    work: Literal["plan"] = "plan"


class WatchMonth(OfCost):
    """The first month that the client pays himself under watch is answered."""

    work: Literal["watched_month"] = "watched_month"


class RerouteToeslag(_Step):
    """The client's own account was asked for a toeslag, by a day."""

    work: Literal["toeslag_account"] = "toeslag_account"
    toeslag: ToeslagKind
    by: date

    @property
    def about(self) -> str:
        return str(self.toeslag)


class SettleAtEnd(_Step):
    """What is left goes to the client, on a day after the relief."""

    work: Literal["closing_settlement"] = "closing_settlement"
    ends_on: date
    on: date


class LetHandshakeGo(OfCost):
    """What a supplier was asked, and has not answered, is no longer wanted."""

    work: Literal["handshake_gone"] = "handshake_gone"
    handshake_id: UUID
    reason: str


class ByPerson(_Step):
    """What only a person can do, by a day, and reports."""

    by: date


class CollectB12(ByPerson):
    """The B12 of those who came later is in, so that COA pays nobody of them any more."""

    work: Literal["b12_of_family"] = "b12_of_family"


class ChangeToeslag(ByPerson):
    """Dienst Toeslagen is told that others belong to the household from a month on."""

    work: Literal["toeslag_change"] = "toeslag_change"
    toeslag: ToeslagKind
    since: Month

    @property
    def about(self) -> str:
        return str(self.toeslag)


Step = (
    RecordFacts
    | JoinTeam
    | RequirePapers
    | KnowAddressee
    | ArrangeCost
    | PrepareHandshake
    | AskSupplier
    | HearSupplier
    | FollowInPlan
    | WatchMonth
    | RerouteToeslag
    | SettleAtEnd
    | LetHandshakeGo
    | CollectB12
    | ChangeToeslag
)
STEPS: TypeAdapter[list[Step]] = TypeAdapter(list[Annotated[Step, Field(discriminator="work")]])
"""A list of steps as it is kept."""


def command_key(proceeding_id: UUID, step: Step, attempt: int) -> str:
    """The Idempotency-Key of a step's command in another service; `attempt` counts how often a person resumed it."""
    return f"{proceeding_id}/{step.key}/{attempt}"

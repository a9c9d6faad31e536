"""A rehearsal over HTTP: what would be refused of what somebody is about to do around a household."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from services.auth import Caller, requires
from services.database import Database, Session
from services.errors import Fault
from services.mandate_events import Payer
from services.mandates.arrangements import rehearsal
from services.mandates.arrangements.handshake import Channel
from services.mandates.arrangements.schemas import NewArrangement
from services.mandates.costs import Cost
from services.mandates.dependencies import Keys, speaker
from services.mandates.fields import MonthField
from services.mandates.hand import Hand
from services.mandates.intake.schemas import NewTeamMember
from services.web import ClockDep
from services.wire import Wire

router = APIRouter(tags=["arrangements"])

_MOST = 20


class RehearsedHandshake(Wire):
    """Who is to pay a cost from a month on, under the arrangement that holds then."""

    cost: Cost
    payer: Payer
    from_month: MonthField
    channel: Channel | None = None


class NewRehearsal(Wire):
    """What is to be done, in this order: who joins the team, what is arranged, and what suppliers are asked."""

    team: Annotated[tuple[NewTeamMember, ...], Field(max_length=_MOST)] = ()
    arrangements: Annotated[tuple[NewArrangement, ...], Field(max_length=_MOST)] = ()
    handshakes: Annotated[tuple[RehearsedHandshake, ...], Field(max_length=_MOST)] = ()

    def wanted(self, household_id: UUID) -> rehearsal.Wanted:
        """What is asked."""
        return rehearsal.Wanted(
            [rehearsal.Joining(one.role, one.subject, one.from_day) for one in self.team],
            [one.wanted(household_id) for one in self.arrangements],
            [rehearsal.Asking(one.cost, one.payer, one.from_month, one.channel) for one in self.handshakes],
        )


class RehearsedFault(Wire):
    """Something that would be refused: where it stands in what was asked, what is wrong, and how to mend it."""

    where: str
    what: str
    cure: str

    @classmethod
    def of(cls, fault: Fault) -> "RehearsedFault":
        """The fault as it is told."""
        return cls(where=fault.where, what=fault.what, cure=fault.cure)


class Rehearsal(Wire):
    """All that would be refused today; nothing if it can be done."""

    faults: list[RehearsedFault]


@router.post("/households/{household_id}/_rehearse")
async def rehearse_commands(
    household_id: UUID,
    body: NewRehearsal,
    request: Request,
    caller: Annotated[Caller, requires("mandates:write")],
    clock: ClockDep,
    keyring: Keys,
) -> Rehearsal:
    """Ask what would be refused of several commands about a household, one after the other; changes nothing."""
    database: Database = request.app.state.database

    def hand(session: Session) -> Hand:
        return Hand.of(session, speaker(caller), clock.now(), keyring, caller.municipalities)

    wanted = body.wanted(household_id)
    faults = await rehearsal.rehearse(database, caller.organisation_id, hand, household_id, wanted)
    return Rehearsal(faults=[RehearsedFault.of(one) for one in faults])

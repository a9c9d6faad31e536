"""Papers of tests: in a state that they came into by the front door, and what stands written of them afterwards."""

from typing import Any, NamedTuple
from uuid import UUID

from services.database import Session
from services.mandate_events import PaperEvent, PaperState
from services.mandates.hand import Hand
from services.mandates.intake import paper_service as service
from services.mandates.intake.paper import Paper
from services.mandates.transitions import Because
from tests.mandates.arrangements.builders import rows
from tests.superuser import as_superuser

EVIDENCE = bytes(range(32))


async def the_paper(session: Session, hand: Hand, household: UUID, kind: str, about: str = "") -> Paper:
    """One of the papers that are asked of the household."""
    papers = await service.require(session, hand, household)
    return next(one for one in papers if one.place == (kind, about))


async def in_state(session: Session, hand: Hand, household: UUID, state: PaperState) -> Paper:
    """The lease, in that state."""
    lease = await the_paper(session, hand, household, "lease", "rent")
    match state:
        case PaperState.DELIVERED:
            return await service.deliver(session, hand, household, lease.id, EVIDENCE)
        case PaperState.WAIVED:
            return await service.waive(session, hand, household, lease.id, "the landlord tells it himself")
        case PaperState.NOT_NEEDED:
            no_more = Because("asked_no_more")
            return await service.happen(session, hand, household, lease.id, PaperEvent.DROP, no_more)
    return lease


def we_pay(admin_url: str, household: UUID, cost: str, *, ours: bool) -> None:
    """The newest plan has us pay a cost, or the client."""
    with as_superuser(admin_url) as connection:
        connection.execute(
            "update mandates.cost_month set paid_by_us = %s where household_id = %s and cost = %s",
            [ours, household, cost],
        )


class Written(NamedTuple):
    """What stands in the database about one paper."""

    state: str
    changes: int
    transitions: list[tuple[Any, ...]]
    announced: list[tuple[Any, ...]]


def written(admin_url: str, paper_id: UUID) -> Written:
    ((state, changes),) = rows(admin_url, "select state, changes from paper where id = %s", paper_id)
    steps = "select sequence, before, event, state, cause, origin from transition where subject_id = %s order by 1"
    told = (
        "select data ->> 'happened', data ->> 'state' from outbox"
        " where type like '%%paper.changed' and data ->> 'paperId' = %s order by sequence"
    )
    return Written(state, changes, rows(admin_url, steps, paper_id), rows(admin_url, told, str(paper_id)))


def version_of(admin_url: str, household: UUID) -> int:
    ((version,),) = rows(admin_url, "select version from household where id = %s", household)
    return int(version)

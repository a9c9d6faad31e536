"""What a supporter is told of those whom he helps: what he and the client can do something about, and no more. Pure.

He opens the post with the client (design, section 7) and is no colleague: he sees no run, and pays and decides nothing.
What asks something of the client or tells him of trouble his supporter hears too, and beside it what the client cannot
know.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.clock import civil_date
from services.events import ArrearsAnswered, ArrearsEvent, Event
from services.mandate_events import AlarmChanged, AlarmEvent, AlarmKind
from services.notify.messages.kinds import Kind
from services.notify_events import LoudKind
from services.schedule.schemas import TaskKind


class Support(StrEnum):
    """What there is to do with the client: ask COA for the B12, or today; see whether he can manage while we mend
    something; arrange a bill that he pays himself from then on; have the letters ready for the talk; look what he pays
    himself once the relief ends; look for a letter about a bill that is open; look for papers."""

    B12_MISSING = "b12_missing"
    B12_OVERDUE = "b12_overdue"
    WENT_WRONG = "went_wrong"
    COST_HANDED_BACK = "cost_handed_back"
    REVIEW = "review"
    RELIEF_ENDS = "relief_ends"
    LETTER = "letter"
    PAPERS_MISSING = "papers_missing"


class News(NamedTuple):
    """That there is such a thing, of a household; on or by which day; and by which message the client is told so."""

    household_id: UUID
    about: Support
    day: date
    message_id: UUID | None = None


COPIED: Mapping[Kind, Support] = {
    Kind.B12_MISSING: Support.B12_MISSING,
    Kind.B12_OVERDUE: Support.B12_OVERDUE,
    Kind.WENT_WRONG: Support.WENT_WRONG,
    Kind.COST_HANDED_BACK: Support.COST_HANDED_BACK,
    Kind.REVIEW: Support.REVIEW,
    Kind.RELIEF_ENDS: Support.RELIEF_ENDS,
}
"""Of these messages to a client his supporter hears; what asks nothing and tells of no trouble is the client's own."""

WAITS: Mapping[StrEnum, Support] = {
    TaskKind.B12_EXPECTED: Support.B12_MISSING,
    TaskKind.REVIEW: Support.REVIEW,
    AlarmKind.PAPERS_MISSING: Support.PAPERS_MISSING,
    LoudKind.ARREARS: Support.LETTER,
}
"""What of a morning's worklist he can do something about."""


def news_in(event: Event, now: datetime) -> News | None:
    """What of this the supporters of its household hear at once. A letter about a bill that is open may be known by the
    supplier's word alone: whoever opens the post has it."""
    match event:
        case ArrearsAnswered(happened=ArrearsEvent.ALARM):
            return News(event.household_id, Support.LETTER, civil_date(now))
        case AlarmChanged(happened=AlarmEvent.RAISE, kind=AlarmKind.PAPERS_MISSING):
            return News(event.household_id, Support.PAPERS_MISSING, event.act_by)
    return None

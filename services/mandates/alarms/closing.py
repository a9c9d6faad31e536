"""What ended an alarm: the newest change, since it was raised, of what its rule looks at. Nothing ends by hand."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.clock import civil_date
from services.database import ReadSession
from services.mandate_events import AlarmKind
from services.mandates.alarms.alarm import Alarm
from services.mandates.alarms.rules import LEEFGELD
from services.mandates.alarms.sight import BEHIND

PLAN = "plan.changed"
"""Nothing in the registry changed, so it was the plan: another amount, another day, or no such cost any more."""

TIME = "time.passed"
"""Nobody acted in a year and what it warned of is a debt now, or there is no advance left that could be raised."""

_PAYING = ("handshake", "direct_debit", "payer_of_record", "arrangement")
_LOOKS_AT: Mapping[AlarmKind, tuple[str, ...]] = {
    AlarmKind.TWO_PAYERS: _PAYING,
    AlarmKind.NO_PAYER: (*_PAYING, "authorisation"),
    AlarmKind.SUPPLIER_SILENT: ("handshake",),
    AlarmKind.SUPPLIER_NOT_ASKED: ("handshake",),
    AlarmKind.MANDATE_DORMANT: _PAYING,
    AlarmKind.AMOUNT_BEYOND_CONSENT: ("arrangement", "payer_of_record"),
    AlarmKind.ACCOUNT_NOT_VERIFIED: ("account", "payer_of_record", "arrangement"),
    AlarmKind.ADVANCE_TOO_LOW: ("expected_use",),
    AlarmKind.AUTHORISATION_REFUSED: ("authorisation",),
    AlarmKind.PAPERS_MISSING: ("paper", "authorisation"),
    AlarmKind.WATCHED_NOT_ANSWERED: ("watched_month", *_PAYING),
    AlarmKind.WATCHED_NOT_PAID: ("watched_month", *_PAYING),
}
"""Of two changes of one moment the first named is told: a confirmed handshake is why the payer of record changed."""

_CHANGES = text(
    """
    with mine as materialized (
        select 'handshake' as source, household_id, cost as about, id from handshake where household_id = any(:ids)
        union all select 'direct_debit', household_id, cost, id from direct_debit where household_id = any(:ids)
        union all select 'authorisation', household_id, '', id from authorisation where household_id = any(:ids)
        union all select 'watched_month', household_id, cost, id from watched_month where household_id = any(:ids)
        union all select 'paper', household_id, about, id from paper where household_id = any(:ids)
        union all select distinct 'account', arrangement.household_id, arrangement.cost, account.id
            from arrangement join account on account.organisation_id = arrangement.organisation_id
                and account.supplier_id = arrangement.supplier_id
            where arrangement.household_id = any(:ids)
        union all select 'account', household_id, :leefgeld, id from account where household_id = any(:ids)
    )
    select distinct on (mine.source, mine.household_id, mine.about)
        mine.source, mine.household_id, mine.about, step.event as what, step.at
    from mine join transition as step on step.subject_id = mine.id
    order by mine.source, mine.household_id, mine.about, step.at desc, step.sequence desc
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
_ADDED = text(
    """
    select distinct on (source, household_id, about) source, household_id, about, what, at from (
        select 'payer_of_record' as source, household_id, cost as about, cause as what, at
            from payer_of_record where household_id = any(:ids)
        union all select 'arrangement', household_id, cost, 'arrange', made_at
            from arrangement where household_id = any(:ids)
        union all select 'expected_use', household_id, cost, 'tell', at
            from expected_use where household_id = any(:ids)
    ) as added order by source, household_id, about, at desc
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


class Change(NamedTuple):
    """The newest thing that happened to a source of a household, about a cost or (empty) about all of them."""

    source: str
    household_id: UUID
    about: str
    what: str
    at: datetime


async def newest_changes(session: ReadSession, household_ids: Collection[UUID]) -> list[Change]:
    """The newest change of each source of these households."""
    ids = list(set(household_ids))
    rows = (
        *await session.execute(_CHANGES, {"ids": ids, "leefgeld": LEEFGELD}),
        *await session.execute(_ADDED, {"ids": ids}),
    )
    return [Change(*row) for row in rows]


def ended_by(alarm: Alarm, changes: Iterable[Change], today: date) -> str:
    """What ended it, in one word for the thing and one for the step: `handshake.confirm`."""
    sources = _LOOKS_AT[alarm.key.kind]
    fitting = [
        one
        for one in changes
        if one.household_id == alarm.key.household_id
        and one.source in sources
        and one.about in ("", alarm.key.about)
        and civil_date(one.at) >= alarm.raised_on
    ]
    if fitting:
        newest = max(fitting, key=lambda one: (one.at, -sources.index(one.source)))
        return f"{newest.source}.{newest.what}"
    last = today if alarm.key.kind is AlarmKind.ADVANCE_TOO_LOW else today - BEHIND
    return TIME if alarm.harms_on < last else PLAN

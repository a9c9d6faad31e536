"""Where the accounts of households stand when a run is frozen, and the minstand that their plans allow."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import Session
from services.months import Month, month_of
from services.schedule.ledger.accounts import ApprovedMinstand, accounts, approve_minstand
from services.schedule.ledger.attempts import released_before
from services.schedule.ledger.entry import AccountKind
from services.schedule.payments.booking import Standing
from services.schedule.wanted.payments import NO_MONTH

_CAPS = text(
    """
    select household.id, household.plan_version, coalesce((version.wanted ->> 'cap')::bigint, (
        select coalesce(sum((one ->> 'cap')::bigint), 0) from json_array_elements(version.inputs -> 'bridging') as one
        where one ->> 'kind' = 'minstand'
    )::bigint) as cap
    from household join plan_version as version
    on version.household_id = household.id and version.version = household.plan_version
    where household.id = any(:ids)
    """
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


_MONTHS_BACK, _MONTHS_AHEAD = 6, 3
"""The months of whatever a run pays lie between these; that of what comes once is `NO_MONTH`."""


async def standings(session: Session, households: Sequence[UUID], on: date) -> dict[UUID, Standing]:
    """The standing of each household.

    A minstand is approved with the plan that has it: where the plan of today allows another one than the ledger knows,
    the ledger is told first, with the version that says so. What is owed already is never cut off: the cap is lowered
    no further than to that.
    """
    found = {}
    released = await released_before(session, households, _months(on))
    for household_id, account in (await accounts(session, households)).items():
        minstand, again = account[AccountKind.MINSTAND], released.get(household_id, {})
        found[household_id] = Standing(account[AccountKind.BUDGET].free, minstand.owed, minstand.cap or 0, again)
    approvals = []
    for household_id, version, cap in await session.execute(_CAPS, {"ids": list(households)}):
        wanted = max(cap, found[household_id].minstand)
        if wanted != found[household_id].cap:
            found[household_id] = found[household_id]._replace(cap=wanted)
            approvals.append(ApprovedMinstand(household_id, wanted, on, f"plan version {version}"))
    if approvals:
        await approve_minstand(session, approvals)
    return found


def _months(on: date) -> list[Month]:
    return [NO_MONTH, *range(month_of(on) - _MONTHS_BACK, month_of(on) + _MONTHS_AHEAD + 1)]

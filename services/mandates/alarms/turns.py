"""Whose turn it is in the round of a day: everybody to whom this day alone can bring something."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from services.database import Session
from services.months import month_of

AFTERWARDS: Final = timedelta(days=62)
"""So long after the last of its plan a household is looked at each day: by then the month has begun in which no plan
pays what is ours on record still, and the alarm about that stands or never comes."""

_UNDER_WAY = """
    look.looked_on is null or :lately <= any(household.leefgeld_days) or exists (
        select from cost_month as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
        and (one.due_on >= :lately or one.seen_at is null)
    ) or exists (
        select from payer_of_record as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
        and one.from_month >= :month
    ) or exists (
        select from alarm as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
        and one.state <> 'closed'
    ) or exists (
        select from handshake as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
        and one.state in ('prepared', 'asked', 'overdue')
    ) or exists (
        select from paper as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
        and one.state = 'missing'
    ) or exists (
        select from watched_month as one
        where one.organisation_id = household.organisation_id and one.household_id = household.id
        and one.state in ('to_ask', 'not_paid')
    )
"""
"""Whether a day alone can bring something about a household. Of one whose relief is over, of which nothing stands open,
only what somebody does can; and whoever does something lets the rules look at it."""
_TO_LOOK_AT = text(
    f"""
    select household.id from household left join alarm_look as look
        on look.organisation_id = household.organisation_id and look.household_id = household.id
    where household.reference <> '' and (look.looked_on is null or look.looked_on < :today)
    and coalesce(look.look_on <= :today, true) and ({_UNDER_WAY})
    order by household.id limit :limit for no key update of household
    """
)


async def hold_to_look_at(session: Session, today: date, limit: int) -> list[UUID]:
    """So many households that the round of this day did not look at yet and whose day has come (`next_day`), or of whom
    something changed since they were looked at, held, in the order of their ids."""
    lately = today - AFTERWARDS
    asked = {"today": today, "lately": lately, "month": month_of(lately), "limit": limit}
    return list((await session.execute(_TO_LOOK_AT, asked)).scalars())

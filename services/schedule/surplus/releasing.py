"""Looking at households for what is over, and letting the plan know of it: the run of the next month proposes it.

What was found is written down once a month for each, whatever it comes to, so that it can be said why.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID

from services.database import Session, organisation_of
from services.errors import InvalidInput
from services.months import Month, month_of
from services.schedule.bridging.repository import booked_until
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.change import Household
from services.schedule.households.contents import Composition, OtherFlow
from services.schedule.households.dossier import Dossier
from services.schedule.households.facts import Statement
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.households.planning import PlannedCase
from services.schedule.households.rulebook import Rulebook
from services.schedule.households.service import record_all
from services.schedule.households.what_if import Assumption, assumed_plan
from services.schedule.planning.household import Composition as People
from services.schedule.surplus import repository
from services.schedule.surplus.surplus import (
    Means,
    Surplus,
    SurplusEnd,
    falls_short,
    flows,
    is_looked_at,
    looked_at_on,
    paid_on,
    surplus,
)
from services.schedule.surplus.tables import SurplusRow


def policies_to_look_by(rules: Rulebook, today: date) -> list[str]:
    """The policies of which the day of this month has come."""
    month = month_of(today)
    return sorted(
        name
        for name, policy in rules.policies.items()
        if policy.surplus is not None and looked_at_on(policy.surplus, month) <= today
    )


async def look_at_next(session: Session, hand: Hand, after: UUID | None, most: int) -> UUID | None:
    """Look at so many households behind that one; gives the id of the last of them, None when there are no more."""
    month, policies = month_of(hand.today), policies_to_look_by(hand.rules, hand.today)
    if not policies:
        return None
    ids = await repository.next_due(session, hand.today, month, policies, after, most)
    if not ids:
        return None
    held = await households.lock_all(session, ids, None)
    means, booked = await repository.means_of(session, ids, month), await booked_until(session)
    mine = organisation_of(session)
    found = {one.id: _look(mine, hand, one, means[one.id], booked) for one in held}
    session.add_all(found.values())
    await session.flush()
    stated = {one: _stated(row, month) for one, row in found.items() if row.amount}
    await _record(session, hand, stated)
    last: UUID = ids[-1]
    return last


async def _record(session: Session, hand: Hand, stated: Mapping[UUID, Sequence[Statement]]) -> None:
    if stated:
        await record_all(session, hand, stated, lambda one: stated[one.id])


def _stated(row: SurplusRow, month: Month) -> list[Statement]:
    return [Statement(one) for one in flows(row.amount, month)]


def _look(mine: UUID, hand: Hand, household: Household, means: Means, booked: date | None) -> SurplusRow:
    found, end = _found(hand, household, means, booked)
    return SurplusRow(
        organisation_id=mine,
        month=month_of(hand.today),
        household_id=household.id,
        looked_on=hand.today,
        **found._asdict(),
        amount=found.amount if end is SurplusEnd.RELEASED else 0,
        pays_on=paid_on(month_of(hand.today)),
        ended_as=end,
        looked_at=hand.now,
    )


def _found(hand: Hand, household: Household, means: Means, booked: date | None) -> tuple[Surplus, SurplusEnd]:
    """What is found of a household, and what comes of it."""
    dossier, month = Dossier.of(household.facts), month_of(hand.today)

    def made(*contents: OtherFlow) -> PlannedCase:
        assumed = Assumption(contents=contents)
        return assumed_plan(str(household.id), dossier, household.municipal_policy, assumed, hand.rules)

    with suppress(CannotBePlanned, InvalidInput):
        now, composition = made(), dossier.newest(Composition)
        rule = now.policy.surplus
        if rule is not None and composition is not None and is_looked_at(rule, now.plan, month):
            buffer = rule.buffer.amount_for(People(composition.household_type, composition.children))
            found = surplus(buffer, means, now.plan, booked or date.min)
            if not found.amount:
                return found, SurplusEnd.NOTHING_OVER
            short = falls_short(now.plan, made(*flows(found.amount, month)).plan)
            return found, SurplusEnd.FALLS_SHORT if short else SurplusEnd.RELEASED
    return Surplus(), SurplusEnd.NOT_LOOKED_AT

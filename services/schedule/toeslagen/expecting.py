"""What was just decided is expected at once: its money may come on the next day, and the next run only after that."""

from collections.abc import Iterable

from services.database import Session
from services.months import month_of, month_text
from services.schedule.households.change import Change
from services.schedule.households.contents import ToeslagDecided
from services.schedule.payments.expecting import expect_at_once
from services.schedule.planning.case import Account
from services.schedule.toeslagen.known import KnownToeslag
from services.schedule.wanted.income import Expectation, Happening

_MONTHS_BACK = 24
"""Further back than any right that is paid during the relief."""


async def expect_decided(session: Session, changes: Iterable[Change]) -> None:
    """Expect on the budget account what these changes say was decided; of who is new the first run does."""
    for change in changes:
        decided = {one.content.toeslag for one in change.facts if isinstance(one.content, ToeslagDecided)}
        for known in change.toeslagen:
            if known.kind in decided and not change.is_new:
                await _expect(session, change, known)


async def _expect(session: Session, change: Change, known: KnownToeslag) -> None:
    last = month_of(known.relief_ends_on) + 1
    months = range(last - _MONTHS_BACK, last + 1)
    expected = [
        Expectation(one.first, f"{one.kind}/{month_text(one.first)}", Happening.TOESLAGEN, one.amount, one.on)
        for one in known.payments
        if one.account is Account.BUDGET
    ]
    await expect_at_once(session, change.household.id, str(known.kind), months, expected)

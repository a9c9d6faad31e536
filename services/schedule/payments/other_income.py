"""Other income that a fact tells of is expected at once: its money may come tomorrow, and the next run only after that.

Expected are the months that a run of today or of the next month would look at, as the plan of today has them; later
ones by the runs that come by.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from services.database import Session
from services.months import first_day, last_day, month_of
from services.schedule.hand import Hand
from services.schedule.households.change import Change
from services.schedule.households.contents import OtherFlow, PaidBeforeUs
from services.schedule.households.dossier import Dossier
from services.schedule.payments.candidates import LOOKS_BACK
from services.schedule.payments.expecting import expect_at_once
from services.schedule.wanted.income import Expectation, Happening
from services.schedule.wanted.sheet import Sheet

_KIND = str(Happening.OTHER)


async def expect_other_income(session: Session, hand: Hand, changes: Iterable[Change]) -> None:
    """Expect what these changes say of other income, and no longer what they say was never so."""
    this_month = month_of(hand.today)
    months = range(this_month - LOOKS_BACK, this_month + 2)
    for change in changes:
        if change.version is not None and _tells_of_it(change):
            expected = other_income(Sheet.read(change.version.wanted), _ours_from(change), months)
            await expect_at_once(session, change.household.id, _KIND, months, expected)


def other_income(sheet: Sheet, ours_from: date, months: range) -> list[Expectation]:
    """What a plan expects of other income in these months, from the day on that is ours."""
    first, last = first_day(months[0]), last_day(months[-1])
    found = sheet.income(max(first, ours_from), last)
    return [one for one in found if one.subject.partition("/")[0] == _KIND]


def _tells_of_it(change: Change) -> bool:
    """Whether a fact states other money, or takes the place of one that did."""
    before = {one.sequence: one.content for one in (*change.household.facts, *change.facts)}
    said = [content for one in change.facts for content in (one.content, before.get(one.corrects or 0))]
    return any(isinstance(one, OtherFlow) for one in said)


def _ours_from(change: Change) -> date:
    """The first day of which money came to us and not to who paid before."""
    told = Dossier.of((*change.household.facts, *change.facts)).each(PaidBeforeUs)
    days = [one.until for one in told if one.cost is None]
    return max(days) + timedelta(days=1) if days else date.min

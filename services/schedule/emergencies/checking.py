"""Whether an emergency payment may be made: asked when it is proposed, and once more when it is paid."""

from datetime import date
from typing import NamedTuple

from services.database import Session
from services.errors import Refused
from services.months import month_of
from services.schedule.emergencies import repository
from services.schedule.emergencies.emergency import BeyondMonthNorm, Emergency, NothingToSetOff, check_amount
from services.schedule.hand import Hand
from services.schedule.households.change import Household
from services.schedule.households.contents import Article, DecisionTaken
from services.schedule.households.dossier import Dossier
from services.schedule.households.kept_case import CannotBePlanned
from services.schedule.planning.case import Case

_GROUNDS = {Article.ARTICLE_56A, Article.ARTICLE_57, Article.VOLUNTARY}


class NoPlanYet(Refused):
    """Nothing can be paid of a household that has no plan; record the facts that are missing."""


class NothingIsDecided(Refused):
    """No decision (art. 56a, 57 or voluntary) lets the municipality pay for this household today; record it."""


REFUSED = (NoPlanYet, CannotBePlanned, NothingIsDecided, BeyondMonthNorm, NothingToSetOff)
"""Why an emergency payment is not made."""


class Checked(NamedTuple):
    """The case of the newest plan, and its number."""

    case: Case
    plan_version: int


async def check(session: Session, hand: Hand, household: Household, emergency: Emergency) -> Checked:
    """Whether this may be paid today to a household that is locked.

    `NoPlanYet`, `NothingIsDecided`, `BeyondMonthNorm`, `NothingToSetOff`.
    """
    case = await repository.case_of(session, household.id)
    if case is None or household.plan_version is None:
        raise NoPlanYet
    dossier = Dossier.of(household.facts)
    if not all(_is_decided(dossier, case, day) for day in (emergency.day, hand.today)):
        raise NothingIsDecided
    own = await repository.found(session, emergency.day, household.id, emergency.number)
    asked = None if own is None else own.run.id
    paid = await repository.paid_in(session, household.id, month_of(emergency.day), asked)
    check_amount(emergency, case, paid, hand.today, hand.rules.norms)
    return Checked(case, household.plan_version)


def _is_decided(dossier: Dossier, case: Case, day: date) -> bool:
    """Whether a decision carries the day; before the right begins, the one on its first day does (promise I24)."""
    relief_day = max(day, case.benefit.starts_on)
    decided = [one for one in dossier.each(DecisionTaken) if one.article in _GROUNDS]
    return relief_day <= case.relief_ends_on and any(
        one.since <= relief_day and (one.until is None or relief_day <= one.until) for one in decided
    )

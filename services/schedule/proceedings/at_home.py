"""The steps that are done here: facts are recorded, and what the plan, a fact or a task of the household says is seen.

Each is done in the transaction that notes it; the caller holds the proceeding.
"""

from datetime import date

from services.banking_days import bank_days_later
from services.database import Session
from services.months import parse_month
from services.schedule.hand import Hand
from services.schedule.households.change import Household
from services.schedule.households.contents import CostHandedBack, ToeslagAccount, ToeslagAmount
from services.schedule.households.dossier import Dossier
from services.schedule.households.facts import changes, standing
from services.schedule.households.service import record
from services.schedule.households.tasks import TaskKind
from services.schedule.planning.case import Account
from services.schedule.proceedings.proceeding import Done, Waits, Whom
from services.schedule.proceedings.step import (
    ByPerson,
    ChangeToeslag,
    FollowInPlan,
    RecordFacts,
    RerouteToeslag,
    SettleAtEnd,
)


async def record_facts(session: Session, hand: Hand, household: Household, step: RecordFacts) -> Done:
    """Record what is not known yet, and correct what stands otherwise."""
    if stated := changes(standing(household.facts), step.facts, step.reason):
        await record(session, hand, household.id, stated)
    return Done()


def follow_in_plan(household: Household, step: FollowInPlan, today: date) -> Done | Waits:
    """The registry tells that the cost was handed back, and the plan follows from that."""
    handed_back = Dossier.of(household.facts).each(CostHandedBack)
    is_so = any(one.cost is step.cost and one.until is None for one in handed_back)
    return Done() if is_so else Waits(Whom.REGISTRY, bank_days_later(today, 1))


def reroute_toeslag(household: Household, step: RerouteToeslag) -> Done | Waits:
    """A person asks Dienst Toeslagen; that it is to be done is a task of its own."""
    asked = [one for one in Dossier.of(household.facts).each(ToeslagAccount) if one.toeslag is step.toeslag]
    is_so = bool(asked) and asked[-1].account is Account.CLIENT
    return Done() if is_so else Waits(Whom.CASE_MANAGER, step.by)


def change_toeslag(household: Household, step: ChangeToeslag) -> Done | Waits:
    """A person tells Dienst Toeslagen; what it will be from then on, once that is recorded, says so too."""
    since = parse_month(step.since)
    amounts = (one for one in Dossier.of(household.facts).each(ToeslagAmount) if one.toeslag is step.toeslag)
    return Done() if any(one.since >= since for one in amounts) else by_person(step)


def by_person(step: ByPerson) -> Waits:
    """Nothing here shows that it was done, so who did it reports it."""
    return Waits(Whom.CASE_MANAGER, step.by, has_task=False)


def settle_at_end(household: Household, step: SettleAtEnd) -> Done | Waits:
    """The bank shows that what was left was paid out, or a person saw that everything is in."""
    ended = any(
        one.task.kind is TaskKind.CLOSING_SETTLEMENT and one.task.about == str(step.ends_on) and one.outcome is not None
        for one in household.tasks
    )
    return Done() if ended else Waits(Whom.BANK, step.on)

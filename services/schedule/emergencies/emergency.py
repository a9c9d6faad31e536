"""An emergency payment: what it is, how much it may be, and what of it is booked and remembered. Pure.

It brings its own money in, and so never takes what tomorrow's rent stands ready with, nor waits for an account that is
empty. An advance is benefit that is paid ahead: the planner's own advance to the client (rule 11) is set off from the
payouts that follow. A grant is bijzondere bijstand om niet (Participatiewet art. 35), and nothing follows it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.errors import Refused
from services.money import euros
from services.months import month_of
from services.schedule.households.contents import BridgingDecided, Content, Instrument, OtherFlow
from services.schedule.households.facts import Fact, Key, Statement
from services.schedule.ledger.entry import Entry, Movement, Stage
from services.schedule.planning.bridging import ADVANCE_SET_OFF
from services.schedule.planning.case import Account, Advance, Case, in_force
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import plan
from services.schedule.wanted.payments import PaymentKey


class EmergencyForm(StrEnum):
    """Whether what is paid today is set off later, or given."""

    ADVANCE = "advance"
    GRANT = "grant"


class EmergencyReason(StrEnum):
    """Why a client has no money for food: words of the trade, for no words about a person are kept."""

    NO_INCOME_YET = "no_income_yet"
    BENEFIT_LATE = "benefit_late"
    LEEFGELD_HELD = "leefgeld_held"
    TOO_LITTLE_LEEFGELD = "too_little_leefgeld"
    PAID_TO_WRONG_ACCOUNT = "paid_to_wrong_account"
    MONEY_LOST = "money_lost"
    UNFORESEEN_COST = "unforeseen_cost"


class BeyondMonthNorm(Refused):
    """Emergency payments of a household come to at most the benefit of a month; ask for less, or decide on bridging."""


class NothingToSetOff(Refused):
    """No benefit that is still to be paid carries this advance; ask for less, or for a grant."""


class Emergency(NamedTuple):
    """Living money (cents) for a household that has none on a day; of two on one day the second has number 2."""

    household_id: UUID
    day: date
    number: int
    form: EmergencyForm
    amount: int
    reason: EmergencyReason

    @property
    def key(self) -> PaymentKey:
        """What makes it the same payment, however often it is asked for."""
        day = self.day.isoformat()
        occasion = day if self.number == 1 else f"{day}-{self.number}"
        return PaymentKey(month_of(self.day), f"emergency_{self.form}", occasion)

    def entries(self, on: date) -> Iterator[Entry]:
        """What is booked on the day on which it is paid: its own money comes in, and is spoken for at once."""
        month, purpose, occasion = self.key
        comes_in = Movement.GRANT_COMES_IN if self.form is EmergencyForm.GRANT else Movement.BENEFIT_COMES_IN
        subject = f"{purpose}/{occasion}"
        yield Entry(self.household_id, month, f"{subject}/in", comes_in, self.amount, on)
        yield Entry(self.household_id, month, subject, Movement.BUDGET_PAYS, self.amount, on, Stage.PENDING)


def check_amount(emergency: Emergency, case: Case, paid: int, on: date, norms: NormBook) -> None:
    """Whether so much may be paid on a day: `BeyondMonthNorm`, `NothingToSetOff`.

    `paid` (cents) is what other emergencies of the same month came to. Together they are at most the norm of that month
    (Participatiewet art. 20-22): whoever needs more than a month lives on needs another decision than two people's.
    """
    month = month_of(emergency.day)
    norm = in_force(case.benefit.norms, month) or case.benefit.norms[0]
    left = norms.amount(norm.kind, month) - paid
    if emergency.amount > left:
        raise BeyondMonthNorm(
            f"The benefit of a month leaves {euros(max(left, 0), 'en')} for emergency payments in it,"
            f" not {euros(emergency.amount, 'en')}; ask for less, or decide on bridging."
        )
    if emergency.form is EmergencyForm.ADVANCE:
        _check_set_off(emergency.amount, case, on, norms)


def _check_set_off(amount: int, case: Case, on: date, norms: NormBook) -> None:
    advance = Advance(amount, on, Account.CLIENT)
    with_it = replace(case, bridging=(*case.bridging, advance))
    carried = _set_off(with_it, norms) - _set_off(case, norms)
    if carried < amount:
        raise NothingToSetOff(
            f"Of an advance of {euros(amount, 'en')} the benefit that is still to be paid carries"
            f" {euros(carried, 'en')}; ask for no more than that, or for a grant."
        )


def _set_off(case: Case, norms: NormBook) -> int:
    """Cents of advances that payouts set off."""
    return sum(-entry.amount for entry in plan(case, norms).entries if entry.kind == ADVANCE_SET_OFF)


def statements(emergency: Emergency, on: date, stands: Mapping[Key, Fact], case: Case) -> list[Statement]:
    """What the plan is to know of a payment that is made on a day, beside the facts that stand.

    To decide on an advance takes the place of what the policy foresees of that kind; so that is stated with it where
    nobody has decided on one. Of two on one day and in one form the fact is about their sum.
    """
    if emergency.form is EmergencyForm.GRANT:
        flow = OtherFlow(on=on, flow=emergency.key.purpose, account=Account.CLIENT, amount=emergency.amount)
        return [_added(flow, stands)]
    foreseen = [] if _is_decided(stands) else [_decided(one, on) for one in case.bridging if isinstance(one, Advance)]
    own = _decided(Advance(emergency.amount, on, Account.CLIENT), on)
    return [*(Statement(one) for one in foreseen), _added(own, stands)]


def _is_decided(stands: Mapping[Key, Fact]) -> bool:
    decided = (fact.content for fact in stands.values())
    return any(isinstance(one, BridgingDecided) and one.instrument is Instrument.ADVANCE for one in decided)


def _decided(advance: Advance, today: date) -> BridgingDecided:
    return BridgingDecided(
        instrument=Instrument.ADVANCE, decided_on=today, on=advance.on, to=advance.to, amount=advance.amount
    )


def _added(content: OtherFlow | BridgingDecided, stands: Mapping[Key, Fact]) -> Statement:
    fact = stands.get((content.kind, content.about))
    known = None if fact is None else fact.content
    if fact is None or not isinstance(known, type(content)) or not _goes_along(known, content):
        return Statement(content)
    together = content.model_copy(update={"amount": known.amount + content.amount})
    return Statement(together, fact.id, "another emergency payment on the same day")


def _goes_along(known: Content, content: Content) -> bool:
    """Whether both are money to the client; any other is told that something stands, by the facts themselves."""
    return not isinstance(known, BridgingDecided) or (isinstance(content, BridgingDecided) and known.to is content.to)

"""The rules: what in the state of today will hurt a household on a day ahead, or hurts it since. Pure.

Each looks at the cost-months whose due day is near, or has passed and still asks for somebody (`DueCost`), beside what
the rooms of the registry know, and names only what a person has to be told of: from `raised_from` on, so many bank days
before it hurts, for as long as it does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.banking_days import bank_days_later
from services.mandate_events import AlarmKind, DirectDebitState, Payer
from services.mandates.accounts.account import NoAccount, Standing, holding
from services.mandates.alarms.alarm import NO_MONTH, ROOM_TO_ACT, AlarmKey, Finding, act_by, raised_from
from services.mandates.arrangements.handshake import ESCALATED_AFTER, MARGIN
from services.mandates.arrangements.mismatch import Mismatch
from services.mandates.arrangements.payer import OURS
from services.mandates.authorisations.authorisation import Authorisation, Duty
from services.mandates.costs import Cost
from services.mandates.direct_debits.collecting import Dormancy, dormant
from services.mandates.direct_debits.direct_debit import DirectDebit, OnAccount
from services.mandates.intake.paper import LackingPaper
from services.months import Month

LEAST_ADVANCE = 60
"""Percent of the expected use that an advance should come to at the least; below it a bill follows at the year's end
that the household cannot pay (seed 001, lines 2753-2757).
"""

LEEFGELD = "leefgeld"
"""What an alarm is about when the client's own account is: it stands where another names a cost."""

OfCost = tuple[UUID, str]
"""A cost of a household."""

_CLIENTS = frozenset({Payer.CLIENT_PAYS, Payer.CLIENT_PAYS_WATCHED})
_PAID_TO = frozenset({Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS})


class DueCost(NamedTuple):
    """A cost-month that is looked at: what the plan says of it, with which supplier it is arranged, who pays it.

    `answer_days` (bank days) are the supplier's, `consent_most` (cents) the most that the client agreed to.
    """

    household_id: UUID
    cost: str
    month: Month
    due_on: date
    amount: int
    paid_by_us: bool
    answer_days: int
    supplier_id: UUID | None = None
    consent_most: int | None = None
    payer: Payer | None = None

    @property
    def of_cost(self) -> OfCost:
        return self.household_id, self.cost

    @property
    def is_ours(self) -> bool:
        """Whether our money pays it, by the record or by the plan."""
        return self.paid_by_us or self.payer in OURS


class Silent(NamedTuple):
    """A supplier that let its deadline pass, about a cost that is due under its new payer on `harms_on`."""

    household_id: UUID
    cost: str
    month: Month
    deadline: date
    harms_on: date


class NotAsked(NamedTuple):
    """A handing back of which the supplier was not asked yet, about a cost that is due under its new payer on
    `harms_on`; `answer_days` (bank days) are the supplier's.
    """

    household_id: UUID
    cost: str
    month: Month
    harms_on: date
    answer_days: int


def two_payers(due: Iterable[DueCost], at_odds: Iterable[Mismatch], today: date) -> Iterator[Finding]:
    """Two pay: the premium of the pilots that went out from the benefit and by direct debit (seed 001, 1738-1744)."""
    return _at_odds(AlarmKind.TWO_PAYERS, due, at_odds, today)


def no_payer(due: Iterable[DueCost], at_odds: Iterable[Mismatch], today: date) -> Iterator[Finding]:
    """Nobody pays: the energy bill of the pilots, until it was cut off (seed 001, lines 1744-1747)."""
    return _at_odds(AlarmKind.NO_PAYER, due, at_odds, today)


def supplier_silent(silent: Iterable[Silent]) -> Iterator[Finding]:
    """A supplier did not answer by the deadline; a supervisor is shown it two bank days after that."""
    for one in silent:
        key = AlarmKey(one.household_id, AlarmKind.SUPPLIER_SILENT, one.cost, one.month)
        yield Finding(key, bank_days_later(one.deadline, ESCALATED_AFTER - 1), one.harms_on, "no_answer_by_deadline")


def supplier_not_asked(not_asked: Iterable[NotAsked], today: date) -> Iterator[Finding]:
    """A handing back is prepared, and nobody asks the supplier: it would not collect, and the client, who was promised
    that it does, would be cut off (seed 001, lines 1983 and 2811).

    The question is to be out so long before that as the supplier needs to answer, and the margin of a handshake. After
    the relief there are no cost-months, so that this alone sees it.
    """
    for one in not_asked:
        days = one.answer_days + MARGIN
        if today >= raised_from(one.harms_on, days):
            key = AlarmKey(one.household_id, AlarmKind.SUPPLIER_NOT_ASKED, one.cost, one.month)
            yield Finding(key, act_by(one.harms_on, days, today), one.harms_on, "prepared_and_not_asked")


def mandate_dormant(
    due: Iterable[DueCost], mandates: Mapping[OfCost, Sequence[DirectDebit]], today: date
) -> Iterator[Finding]:
    """A cost is drawn by a mandate that nobody drew by for so long that on the due day it may not be used any more."""
    for one in due:
        drawn_by = [mandate for mandate in mandates.get(one.of_cost, ()) if _draws_for(mandate, one)]
        if drawn_by and all(dormant(mandate, one.due_on) is Dormancy.EXPIRED for mandate in drawn_by):
            yield from _ahead(AlarmKind.MANDATE_DORMANT, one, NO_MONTH, "unused_for_36_months", today)


def amount_beyond_consent(due: Iterable[DueCost], today: date) -> Iterator[Finding]:
    """More is to be paid of somebody's money than he agreed to."""
    for one in due:
        if one.is_ours and one.consent_most is not None and one.amount > one.consent_most:
            yield from _ahead(AlarmKind.AMOUNT_BEYOND_CONSENT, one, one.month, "more_than_agreed", today)


def account_not_verified(
    due: Iterable[DueCost], accounts: Mapping[UUID, Sequence[Standing]], today: date
) -> Iterator[Finding]:
    """We are to pay, or the benefit system on our word, and on the due day the supplier has no account that a second
    person approved, nor had since. A supplier that pulls needs none.

    One that the bank called another's was approved with a reason, or not at all; so what is approved may be paid to.
    """
    known: dict[tuple[UUID, date], NoAccount | None] = {}
    for one in due:
        if one.payer not in _PAID_TO or one.supplier_id is None:
            continue
        place = one.supplier_id, one.due_on
        if place not in known:
            known[place] = _none_since(accounts.get(one.supplier_id, ()), one.due_on, today)
        if (why := known[place]) is not None:
            yield from _ahead(AlarmKind.ACCOUNT_NOT_VERIFIED, one, NO_MONTH, f"account_{why}", today)


def leefgeld_not_verified(
    leefgeld_days: Mapping[UUID, Sequence[date]], accounts: Mapping[UUID, Sequence[Standing]], today: date
) -> Iterator[Finding]:
    """On the first of these days the client has no account for his leefgeld, nor had since if that day has passed.

    Told from the day on which the household is known: who gets no leefgeld has nothing to eat from, and nobody else to
    wait for than us.
    """
    for household_id, days in leefgeld_days.items():
        held = accounts.get(household_id, ())
        for day in days:
            if _holds_from(held, day):
                break
            if (why := _none_since(held, day, today)) is not None:
                key = AlarmKey(household_id, AlarmKind.ACCOUNT_NOT_VERIFIED, LEEFGELD, NO_MONTH)
                yield Finding(key, act_by(day, ROOM_TO_ACT, today), day, f"account_{why}")
                break


def advance_too_low(due: Iterable[DueCost], uses: Mapping[OfCost, int], today: date) -> Iterator[Finding]:
    """The advance is far below what the household is expected to use (cents a month).

    Only one that is still to be paid can be raised; by then those that were too low before are no harm any more.
    """
    low = [one for one in due if one.amount * 100 < uses.get(one.of_cost, 0) * LEAST_ADVANCE]
    to_come = {one.of_cost for one in low if one.due_on >= today}
    for one in low:
        if one.of_cost in to_come:
            yield from _ahead(AlarmKind.ADVANCE_TOO_LOW, one, NO_MONTH, f"below_{LEAST_ADVANCE}_percent_of_use", today)


def authorisation_refused(
    due: Iterable[DueCost], answers: Mapping[UUID, Authorisation], today: date
) -> Iterator[Finding]:
    """The client refused this cost or took it back, and nobody decided what becomes of the duty of art. 56a."""
    for one in due:
        answer = answers.get(one.household_id)
        if answer is not None and answer.duty is Duty.UNDECIDED and Cost(one.cost) in answer.without(one.due_on):
            yield from _ahead(AlarmKind.AUTHORISATION_REFUSED, one, NO_MONTH, "duty_undecided", today)


def exempted_and_still_ours(
    due: Iterable[DueCost], answers: Mapping[UUID, Authorisation], today: date
) -> Iterator[Finding]:
    """Somebody decided that the client pays a cost that he refused, and on record it is ours still: it would be held,
    and until it is handed back nobody pays.
    """
    for one in due:
        answer = answers.get(one.household_id)
        is_his = answer is not None and answer.duty is Duty.EXEMPTED and Cost(one.cost) in answer.without(one.due_on)
        if is_his and one.payer in OURS:
            yield from _ahead(AlarmKind.NO_PAYER, one, one.month, "client_exempted", today)


def papers_missing(
    due: Iterable[DueCost], lacking: Mapping[OfCost, Sequence[LackingPaper]], today: date
) -> Iterator[Finding]:
    """A cost that we are to pay waits for papers, and would not be paid on its due day: which, from whom, by when."""
    for one in due:
        if one.paid_by_us and (papers := lacking.get(one.of_cost)):
            why = f"papers_missing: {'; '.join(map(str, papers))}"
            yield from _ahead(AlarmKind.PAPERS_MISSING, one, NO_MONTH, why, today)


def _at_odds(kind: AlarmKind, due: Iterable[DueCost], at_odds: Iterable[Mismatch], today: date) -> Iterator[Finding]:
    why = {(one.household_id, one.cost, one.month): one.why for one in at_odds if one.kind is kind}
    for one in due if why else ():
        if (reason := why.get((*one.of_cost, one.month))) is not None:
            yield from _ahead(kind, one, one.month, reason, today)


def _holds_from(accounts: Sequence[Standing], day: date) -> bool:
    """Whether an account holds on a day and on all that follow, so that nobody has to look at those one by one."""
    held = holding(accounts, day)
    if not isinstance(held, Standing) or held.valid_until is not None:
        return False
    return not any(one.valid_from > day and one.ever_held for one in accounts)


def _none_since(accounts: Sequence[Standing], day: date, today: date) -> NoAccount | None:
    """Why there is no account on a day to come; of one that has passed, why there was none since: what waits for an
    account is paid to the first that begins.
    """
    begins = (one.valid_from for one in accounts if day < one.valid_from <= today)
    if any(isinstance(holding(accounts, since), Standing) for since in (day, *begins)):
        return None
    held = holding(accounts, max(day, today))
    return held if isinstance(held, NoAccount) else None


def _draws_for(mandate: DirectDebit, one: DueCost) -> bool:
    if mandate.state is not DirectDebitState.ACTIVE or mandate.supplier_id != one.supplier_id:
        return False
    if mandate.on_account is OnAccount.ORGANISATION:
        return one.payer is Payer.SUPPLIER_PULLS
    return one.payer in _CLIENTS


def _ahead(kind: AlarmKind, one: DueCost, month: Month, why: str, today: date) -> Iterator[Finding]:
    if today >= raised_from(one.due_on, one.answer_days):
        key = AlarmKey(one.household_id, kind, one.cost, month)
        yield Finding(key, act_by(one.due_on, one.answer_days, today), one.due_on, str(why))

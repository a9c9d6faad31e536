"""What somebody must do about a household, and before which day. Pure: facts and plan in, deadlines out.

A deadline is counted backwards where letting go needs it. Most tasks are done by a fact; the others a person closes.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from services.months import Month, day_in, first_day, last_day, month_of
from services.schedule.bridging.owed import undecided_at_end
from services.schedule.households.coa_overlap import coa_overlap
from services.schedule.households.contents import (
    B12Received,
    BenefitNorm,
    BenefitPaid,
    Composition,
    CostContracted,
    CostHandedBack,
    DecisionTaken,
    ReliefEnds,
    ToeslagAccount,
    ToeslagAmount,
    ToeslagApplied,
    ToeslagArrived,
    ToeslagDecided,
)
from services.schedule.households.contents.benefit import Article
from services.schedule.households.dossier import Dossier
from services.schedule.households.end_of_relief import Proposal, newest_check, proposal
from services.schedule.households.planning import PlannedCase
from services.schedule.planning.case import Account, FixedCost, Method, Toeslag
from services.schedule.planning.entries import HANDED_BACK, LEEFGELD, LEEFGELD_ADVANCE, SETTLEMENT, SURPLUS
from services.schedule.planning.fixed_costs import CostMonth
from services.schedule.planning.household import UNTIL_DECISION, HouseholdType
from services.schedule.planning.policy import CostKind, ToeslagKind
from services.schedule.planning.toeslagen import account_on, first_payment_on, pay_day

B12_AFTER = timedelta(days=12)
"""The pilots saw the B12 come on day 12 (seed 001, lines 1190-1234)."""
PAYEE_BEFORE = timedelta(days=7)
"""A payee is entered by one person and looked at by another before the file goes; a week leaves room for both."""
SHORT_BEFORE = timedelta(days=14)
"""Bridging takes a decision, and a supplier an answer: two weeks before people feel it both can still come."""
OWED_BEFORE = timedelta(weeks=8)
"""Whether what is owed at the end is given or lent takes a decision, and that may take eight weeks (Awb art. 4:13)."""
DUTY_BEFORE = timedelta(days=14)
"""Who is exempted pays himself, and the supplier is to know that before the next payment: it needs its answer time."""
CUT_OFF = timedelta(days=7)
"""Before this a change of account must have reached Dienst Toeslagen. Inferred: no source names the day (seed 001,
lines 2858-2863 tells only that there is one)."""

TO_CLIENT = LEEFGELD
"""What stands where a cost would, for all that is paid to the client's own account."""

NOTHING_UNDECIDED: Mapping[str, date] = MappingProxyType({})

_DAY = timedelta(days=1)
_PAID_TO_CLIENT = {LEEFGELD, LEEFGELD_ADVANCE, HANDED_BACK, SETTLEMENT, SURPLUS}
_TOP_UP_FROM = 2026 * 12


class TaskKind(StrEnum):
    """What is to be done."""

    FACTS_MISSING = "facts_missing"
    PAYEE_MISSING = "payee_missing"
    BILL_PAID_TWICE = "bill_paid_twice"
    B12_EXPECTED = "b12_expected"
    TOESLAG_APPLICATION = "toeslag_application"
    TOESLAG_DECISION = "toeslag_decision"
    TOESLAG_ARRIVAL = "toeslag_arrival"
    TOESLAG_ACCOUNT_BACK = "toeslag_account_back"
    YOUTH_TOP_UP = "youth_top_up"
    REVIEW = "review"
    SELF_RELIANCE_CHECK = "self_reliance_check"
    HAND_BACK = "hand_back"
    EXTENSION_DECISION = "extension_decision"
    END_OF_RELIEF = "end_of_relief"
    CLOSING_SETTLEMENT = "closing_settlement"
    AFTERCARE = "aftercare"
    PLAN_FALLS_SHORT = "plan_falls_short"
    CAN_BE_PAID = "can_be_paid"
    INSTRUCTION_DIFFERS = "instruction_differs"
    MONEY_CAME_BACK = "money_came_back"
    NOT_SEEN = "not_seen"
    RECALL_NOT_MET = "recall_not_met"
    DUTY_UNDECIDED = "duty_undecided"
    TOESLAG_MISSING = "toeslag_missing"
    TOESLAG_DIFFERS = "toeslag_differs"
    BRIDGING_TO_APPROVE = "bridging_to_approve"
    TOESLAG_ACCOUNT_ASTRAY = "toeslag_account_astray"
    TOESLAG_TO_RECLAIM = "toeslag_to_reclaim"
    COA_DEBT = "coa_debt"
    PAID_TWICE = "paid_twice"
    OWED_AT_END = "owed_at_end"
    PAID_NOT_BOOKED = "paid_not_booked"
    BOOKING_NOT_TOLD = "booking_not_told"
    ARREARS = "arrears"
    SUPPLIER_TOLD = "supplier_told"
    PROCEEDING = "proceeding"

    @property
    def closed_by_fact(self) -> str | None:
        """The kind of fact that does it; None where several do, or none."""
        return _CLOSED_BY_FACT.get(self)

    @property
    def closes_by_hand(self) -> bool:
        """Whether a person may say that it was done, or that it need not be."""
        return self in _CLOSES_BY_HAND


_CLOSED_BY_FACT = {
    TaskKind.B12_EXPECTED: "b12_received",
    TaskKind.COA_DEBT: "debt",
    TaskKind.PAID_TWICE: "benefit_paid",
    TaskKind.TOESLAG_APPLICATION: "toeslag_applied",
    TaskKind.TOESLAG_DECISION: "toeslag_decided",
    TaskKind.TOESLAG_ARRIVAL: "toeslag_arrived",
    TaskKind.TOESLAG_ACCOUNT_BACK: "toeslag_account",
    TaskKind.TOESLAG_DIFFERS: "toeslag_amount",
    TaskKind.TOESLAG_ACCOUNT_ASTRAY: "toeslag_account",
    TaskKind.YOUTH_TOP_UP: "benefit_norm",
    TaskKind.SELF_RELIANCE_CHECK: "self_reliance_checked",
    TaskKind.HAND_BACK: "cost_handed_back",
    TaskKind.EXTENSION_DECISION: "decision",
    TaskKind.END_OF_RELIEF: "relief_ends",
}
_CLOSES_BY_HAND = {
    TaskKind.PAYEE_MISSING,  # the suite that pays the benefit may pay this cost itself
    TaskKind.BILL_PAID_TWICE,  # two households may share a contract, and each pay its part
    TaskKind.TOESLAG_APPLICATION,  # there may be no right to it, as in a room without a door of its own
    TaskKind.COA_DEBT,  # COA may want nothing back
    TaskKind.PAID_TWICE,  # somebody saw that it was corrected, or that it never was taken off
    TaskKind.YOUTH_TOP_UP,  # parents may be able to pay
    TaskKind.REVIEW,
    TaskKind.EXTENSION_DECISION,  # it was decided that the relief is not extended
    TaskKind.CLOSING_SETTLEMENT,  # somebody saw that everything is in, and told the client how it ends
    TaskKind.AFTERCARE,
    TaskKind.INSTRUCTION_DIFFERS,  # somebody asked the benefit system where the money went
    TaskKind.MONEY_CAME_BACK,  # somebody found out why, and saw to it that the client is not left without
    TaskKind.NOT_SEEN,  # the bank, the supplier or the payer said where it is, or that it will not come
    TaskKind.RECALL_NOT_MET,  # the payee was asked, or the money is given up
    TaskKind.PAID_NOT_BOOKED,  # the supplier has the proof, and said that he mends it
    TaskKind.BOOKING_NOT_TOLD,  # this supplier tells nobody, and no letter came
    TaskKind.ARREARS,  # it is paid, or the supplier waits
    TaskKind.SUPPLIER_TOLD,  # the fact that follows from it is recorded, or nothing does
    TaskKind.CAN_BE_PAID,  # it may be better to wait for the month's own run
    TaskKind.TOESLAG_MISSING,  # Dienst Toeslagen said when it comes; it is asked again if it has not come in a month
    TaskKind.TOESLAG_DIFFERS,  # Dienst Toeslagen may have set something off, and decided nothing new
    TaskKind.PLAN_FALLS_SHORT,  # money may come that no fact tells of, or a supplier may agree to wait
}


OF_OTHERS = frozenset(
    {
        TaskKind.BILL_PAID_TWICE,  # bills.py
        TaskKind.CAN_BE_PAID,  # payments/payable.py
        TaskKind.INSTRUCTION_DIFFERS,  # instructions/differing.py
        TaskKind.MONEY_CAME_BACK,  # matching/coming_back.py
        TaskKind.NOT_SEEN,  # unseen/looking.py
        TaskKind.RECALL_NOT_MET,  # recalls/tasks.py
        TaskKind.PAID_NOT_BOOKED,  # allocations/tasks.py
        TaskKind.BOOKING_NOT_TOLD,  # allocations/tasks.py
        TaskKind.ARREARS,  # arrears/service.py
        TaskKind.SUPPLIER_TOLD,  # words/acting.py
        TaskKind.TOESLAG_MISSING,  # toeslagen/chasing.py
        TaskKind.TOESLAG_DIFFERS,  # toeslagen/chasing.py
        TaskKind.TOESLAG_ACCOUNT_ASTRAY,  # toeslagen/chasing.py
        TaskKind.TOESLAG_TO_RECLAIM,  # toeslagen/chasing.py
        TaskKind.BRIDGING_TO_APPROVE,  # bridging/approving.py
        TaskKind.PROCEEDING,  # proceedings/task.py
    }
)
"""Kinds that do not follow from the household's own facts: who opens them ends them."""


class TaskOutcome(StrEnum):
    """How a task ended: a fact did it, a person closed it, or nothing asks for it any more."""

    DONE = "done"
    CLOSED = "closed"
    NOT_NEEDED = "not_needed"


class TaskState(StrEnum):
    """Where a task stands today."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


class Task(NamedTuple):
    """One task of a household: about what within its kind, before which day, whether a fact has done it.

    `cost_per_day` is what each day that it is late costs the household, and `amount` what it is about; both in cents.
    `proposal` is what is proposed to whoever decides.
    """

    kind: TaskKind
    about: str
    due_on: date
    done: bool
    cost_per_day: int | None = None
    amount: int | None = None
    proposal: Proposal | None = None


def state_of(due_on: date, outcome: TaskOutcome | None, today: date) -> TaskState:
    """Where a task stands: what is due today is not yet overdue."""
    if outcome is not None:
        return TaskState.DONE
    return TaskState.OVERDUE if due_on < today else TaskState.OPEN


def tasks_for(
    dossier: Dossier,
    planned: PlannedCase | None,
    payees: Collection[str],
    registered_on: date,
    undecided: Mapping[str, date] = NOTHING_UNDECIDED,
) -> list[Task]:
    """Every task of a household, done ones included.

    `payees` are the kinds of cost whose payee is known, and `TO_CLIENT` if the client's own account is. `undecided` are
    the costs that the client refused, each from a day on, while nobody decided about the duty of art. 56a. Without a
    plan the one task is to find out what is missing.
    """
    if planned is None:
        return [Task(TaskKind.FACTS_MISSING, "", registered_on, done=False)]
    return list(_Tasks(dossier, planned, payees, undecided).all())


@dataclass(frozen=True, slots=True)
class _Tasks:
    dossier: Dossier
    planned: PlannedCase
    payees: Collection[str]
    undecided: Mapping[str, date]

    def all(self) -> Iterator[Task]:
        yield from self._b12()
        yield from self._coa_overlap()
        yield from self._toeslagen()
        yield from self._youth_top_up()
        yield from self._payees_missing()
        yield from self._duty_undecided()
        yield from self._hand_back()
        yield from self._falls_short()
        yield from self._owed_at_end()
        yield from self._along_the_way()

    @property
    def _ends_on(self) -> date:
        return self.planned.case.relief_ends_on

    def _b12(self) -> Iterator[Task]:
        case = self.planned.case
        done = self.dossier.newest(B12Received) is not None
        due_on = case.leaves_reception_centre_on + B12_AFTER
        yield Task(TaskKind.B12_EXPECTED, "", due_on, done, case.coa.daily_amount)

    def _coa_overlap(self) -> Iterator[Task]:
        """The debt is agreed on once the B12 fixes it. What was taken off for days that COA paid as well stands, with
        the sum, until the benefit system says what it really paid for those months.
        """
        found = coa_overlap(self.dossier, self.planned.plan)
        if found.agree_by is not None:
            debt, agreed = found.computed.amount, found.agreed is not None
            yield Task(TaskKind.COA_DEBT, "", found.agree_by, agreed, amount=debt)
        if (twice := found.paid_twice) is not None:
            due_on = twice.corrected_on or twice.first_on
            yield Task(TaskKind.PAID_TWICE, "", due_on, done=False, amount=twice.amount)
        elif told := self.dossier.newest(BenefitPaid):
            yield Task(TaskKind.PAID_TWICE, "", told.holds_from, done=True)

    def _toeslagen(self) -> Iterator[Task]:
        """COA stopped applying for them on 1 January 2025; a decision may take 13 weeks (Awir art. 16)."""
        applied = {one.toeslag: one.on for one in self.dossier.each(ToeslagApplied)}
        decided = {one.toeslag for one in self.dossier.each(ToeslagDecided)}
        day_0 = self.planned.case.leaves_reception_centre_on
        for kind in expected_toeslagen(self.dossier):
            yield Task(TaskKind.TOESLAG_APPLICATION, str(kind), day_0, kind in applied or kind in decided)
            if kind in applied:
                yield Task(TaskKind.TOESLAG_DECISION, str(kind), applied[kind] + UNTIL_DECISION, kind in decided)
        arrived = {str(one.toeslag) for one in self.dossier.each(ToeslagArrived)}
        for toeslag in self.planned.case.toeslagen:
            if toeslag.kind in decided:
                due_on = first_payment_on(toeslag)
                yield Task(TaskKind.TOESLAG_ARRIVAL, toeslag.kind, due_on, toeslag.kind in arrived)
            yield from self._account_back(toeslag)

    def _account_back(self, toeslag: Toeslag) -> Iterator[Task]:
        if account_on(toeslag.paid_to, self._ends_on) is Account.BUDGET:
            newest = {str(one.toeslag): one.account for one in self.dossier.each(ToeslagAccount)}
            asked = newest.get(toeslag.kind) is Account.CLIENT
            yield Task(TaskKind.TOESLAG_ACCOUNT_BACK, toeslag.kind, self._accounts_back_by, asked)

    @property
    def _accounts_back_by(self) -> date:
        """The client's own account must be in force on the first pay day after the relief (seed 000, line 169)."""
        rerouting = self.planned.policy.rerouting
        month = month_of(first_own_pay_day(self._ends_on))
        return pay_day(month - (rerouting.lead_months if rerouting else 1)) - CUT_OFF

    def _youth_top_up(self) -> Iterator[Task]:
        """Nobody can pay these costs from the bare youth norm (Participatiewet art. 20 lid 3, from 2026)."""
        composition = self.dossier.newest(Composition)
        starts_on = self.planned.case.benefit.starts_on
        if composition is None or composition.household_type is not HouseholdType.YOUTH:
            return
        if month_of(self._ends_on) < _TOP_UP_FROM:
            return
        has_it = any(one.norm == "youth_with_top_up" for one in self.dossier.each(BenefitNorm))
        yield Task(TaskKind.YOUTH_TOP_UP, "", max(starts_on, first_day(_TOP_UP_FROM)), has_it)

    def _payees_missing(self) -> Iterator[Task]:
        """Whom we are to pay, a week before the first time."""
        first: dict[str, date] = {}
        for entry in self.planned.plan.entries:
            if entry.account is Account.BUDGET and entry.amount < 0:
                if entry.kind in _PAID_TO_CLIENT and self.planned.case.method is Method.BUDGETBEHEER:
                    first.setdefault(TO_CLIENT, entry.on)
                elif entry.kind not in _PAID_TO_CLIENT and isinstance(entry.source, CostMonth):
                    first.setdefault(entry.source.kind, entry.on)
        for cost, on in first.items():
            yield Task(TaskKind.PAYEE_MISSING, cost, on - PAYEE_BEFORE, cost in self.payees)

    def _duty_undecided(self) -> Iterator[Task]:
        """The client refused a cost that we go on paying, for the law says so until somebody decides otherwise: before
        the next payment of it, or at once.
        """
        for cost, since in self.undecided.items():
            paid = (
                one.on for one in self.planned.plan.entries if isinstance(one.source, CostMonth) and one.kind == cost
            )
            if (on := min((day for day in paid if day >= since), default=None)) is not None:
                yield Task(TaskKind.DUTY_UNDECIDED, cost, max(since, on - DUTY_BEFORE), done=False)

    def _hand_back(self) -> Iterator[Task]:
        """The supplier is asked a month before the client pays himself, one cost at a time."""
        done = {str(one.cost) for one in self.dossier.each(CostHandedBack) if one.until is None}
        paid = {entry.source.kind for entry in self.planned.plan.entries if isinstance(entry.source, CostMonth)}
        for cost in self.planned.case.fixed_costs:
            if cost.kind in paid:
                back = first_day(own_again_from(cost, self._ends_on))
                yield Task(TaskKind.HAND_BACK, cost.kind, months_after(back, -1), cost.kind in done)

    def _falls_short(self) -> Iterator[Task]:
        """What the plan cannot do, the first day of each kind: too little to live on, a minus beyond the minstand, a
        bill too late. Whoever plans is told at once; this asks somebody to do something about it before that day.
        """
        first: dict[str, date] = {}
        for one in self.planned.plan.shortfalls:
            first.setdefault(str(one.kind), one.on)
        for kind, on in first.items():
            yield Task(TaskKind.PLAN_FALLS_SHORT, kind, on - SHORT_BEFORE, done=False)

    def _owed_at_end(self) -> Iterator[Task]:
        """A minus or a loan that nobody decided about becomes a debt by itself when the relief ends."""
        due_on = self._ends_on - OWED_BEFORE
        for one in undecided_at_end(self.dossier, self.planned.plan, self.planned.policy):
            yield Task(TaskKind.OWED_AT_END, str(one.instrument), due_on, done=False, amount=one.amount)

    def _along_the_way(self) -> Iterator[Task]:
        """Review, the look at self-reliance (seed 001, Bijlage 2), the end or what must be asked for before it."""
        policy, ends_on = self.planned.policy, self._ends_on
        starts_in = month_of(self.planned.case.benefit.starts_on)
        for number in policy.review_months:
            due_on = min(last_day(starts_in + number - 1), ends_on)
            yield Task(TaskKind.REVIEW, f"month-{number}", due_on, done=False)
        a_month_before = months_after(ends_on, -1)
        check, proposed = newest_check(self.dossier, ends_on), proposal(self.dossier, ends_on)
        decided = check is not None and check.found is not None
        yield Task(TaskKind.SELF_RELIANCE_CHECK, "", a_month_before, decided)
        ended = self.dossier.newest(ReliefEnds) is not None
        yield Task(TaskKind.END_OF_RELIEF, "", a_month_before, ended, proposal=proposed)
        yield from self._extension_decision(ended, proposed)
        yield self._closing_settlement()
        for number in policy.aftercare_months:
            yield Task(TaskKind.AFTERCARE, f"month-{number}", months_after(ends_on, number), done=False)

    def _extension_decision(self, ended: bool, proposed: Proposal | None) -> Iterator[Task]:
        """Whether the relief goes on after its end (art. 57; seed 001, lines 4523-4528): known before the first toeslag
        is asked back, for from then on it is let go. Each end is a question of its own.
        """
        extended = (one for one in self.dossier.each(DecisionTaken) if one.article is Article.ARTICLE_57)
        answered = {one.since - _DAY for one in extended}
        accounts_back = (one.due_on for toeslag in self.planned.case.toeslagen for one in self._account_back(toeslag))
        due_on = min([months_after(self._ends_on, -1), *accounts_back])
        is_asked = self.planned.policy.extension is not None or proposed is Proposal.EXTEND
        if is_asked and self._ends_on not in answered:
            yield Task(TaskKind.EXTENSION_DECISION, str(self._ends_on), due_on, ended, proposal=proposed)
        for day in answered:
            yield Task(TaskKind.EXTENSION_DECISION, str(day), day, done=True)

    def _closing_settlement(self) -> Task:
        """What goes to the client once it is over, a minus that stays, or bridging that nobody used (rules 9, 10)."""
        closing = self.planned.plan.closing
        left = closing.settlement + min(closing.budget, 0) + closing.unused_bridging
        due_on = self.planned.plan.settles_on
        return Task(TaskKind.CLOSING_SETTLEMENT, str(self._ends_on), due_on, done=False, amount=left)


def own_again_from(cost: FixedCost, relief_ends_on: date) -> Month:
    """The month from which the client pays a cost himself; that of the ramp-down, or the first due after the relief."""
    if cost.handed_back_from is not None:
        return cost.handed_back_from
    month = month_of(relief_ends_on)
    return month + (day_in(month, cost.due_day) <= relief_ends_on)


def first_own_pay_day(relief_ends_on: date) -> date:
    """The first day on which Dienst Toeslagen pays after the relief."""
    month = month_of(relief_ends_on)
    return pay_day(month + (pay_day(month) <= relief_ends_on))


def expected_toeslagen(dossier: Dossier) -> list[ToeslagKind]:
    """Those that such a household is likely to have a right to, and those that somebody named."""
    composition = dossier.newest(Composition)
    rents = any(one.cost is CostKind.RENT for one in dossier.each(CostContracted))
    likely = {ToeslagKind.ZORGTOESLAG}
    likely |= {ToeslagKind.HUURTOESLAG} if rents else set()
    likely |= {ToeslagKind.KINDGEBONDEN_BUDGET} if composition and composition.children else set()
    named = {one.toeslag for one in dossier.each(ToeslagAmount)}
    named |= {one.toeslag for one in dossier.each(ToeslagApplied)}
    return [kind for kind in ToeslagKind if kind in likely | named]


def months_after(day: date, months: int) -> date:
    """The same day number so many months later; that month's last day if it lacks the number."""
    return day_in(month_of(day) + months, day.day)

"""A household as facts: what is so whatever the municipality's policy, and what a case of the planner is made from.

The facts name nobody: an id that says nothing, days, and amounts in whole cents. How many people live from the benefit
is kept as a type and a number of children; birth dates are asked for that, and not remembered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from services.errors import Fault
from services.months import Month, month_of, month_text
from services.schedule.planning.benefit import last_month_paid, relief_end
from services.schedule.planning.case import (
    Account,
    AmountFrom,
    Case,
    Debt,
    FixedCost,
    Flow,
    Interlude,
    NormFrom,
    PartMonth,
    PayoutDay,
    Toeslag,
    in_force,
)
from services.schedule.planning.norms import NoNorm, NormBook

UNTIL_BENEFIT = timedelta(days=5)
"""The right to bijstand starts five days after the reception centre (seed 001, lines 1192-1195), unless known."""

UNTIL_DECISION = timedelta(weeks=13)
"""What Dienst Toeslagen may take for a decision (Awir art. 16 lid 2)."""

_YOUTH_UNTIL = 21


class HouseholdType(StrEnum):
    """Who lives from the benefit, as the norms know it; a single parent is a single with children."""

    SINGLE = "single"
    COUPLE = "couple"
    YOUTH = "youth"
    YOUTH_COUPLE = "youth_couple"


class Composition(NamedTuple):
    """The household for which a policy sets its amounts."""

    kind: HouseholdType
    children: int

    @classmethod
    def of(cls, adults_born_on: Sequence[date], children_born_on: Sequence[date], on: date) -> "Composition":
        """The composition on a day; `youth` is a household in which no adult has turned 21 (art. 20).

        ValueError for a household of no adults or of more than two: others at the address share costs, not a benefit.
        """
        if len(adults_born_on) not in (1, 2):
            raise ValueError(
                f"a household has one or two adults, not {len(adults_born_on)}; a co-resident is none of it"
            )
        youth = all(_age(born_on, on) < _YOUTH_UNTIL for born_on in adults_born_on)
        kinds = {
            (1, False): HouseholdType.SINGLE,
            (1, True): HouseholdType.YOUTH,
            (2, False): HouseholdType.COUPLE,
            (2, True): HouseholdType.YOUTH_COUPLE,
        }
        return cls(kinds[len(adults_born_on), youth], len(children_born_on))


@dataclass(frozen=True, slots=True)
class ContractedCost:
    """A fixed cost as the household contracted it, and the months (with a day) that its supplier agreed to wait.

    Where somebody said so the client pays it `handed_back_from` a month on, and did in the `interludes`, after which we
    took it over again; the policy foresees it of the others alone, and not before we paid `kept_until` a month.
    """

    kind: str
    due_day: int
    first_month: Month
    amounts: tuple[AmountFrom, ...]
    first: PartMonth | None = None
    deferrals: Mapping[Month, date] = field(default_factory=dict)
    handed_back_from: Month | None = None
    interludes: tuple[Interlude, ...] = ()
    kept_until: Month | None = None


@dataclass(frozen=True, slots=True)
class AppliedToeslag:
    """A toeslag in cents a month (the first month is the entitlement), applied for or decided.

    `budget_account_from` is the day from which Dienst Toeslagen pays it on a budget account, if that comes late; None
    where nothing is in the way of the first payment. `client_account_from` is the day from which it pays the client
    again, before the relief ends; if that is the earlier day of the two, it paid on a budget account before it.
    """

    kind: str
    amounts: tuple[AmountFrom, ...]
    applied_on: date | None = None
    decided_on: date | None = None
    budget_account_from: date | None = None
    client_account_from: date | None = None

    @property
    def decision_on(self) -> date | None:
        """The day of the decision, or the last day on which the law lets it be; None while nobody applied."""
        if self.decided_on is not None or self.applied_on is None:
            return self.decided_on
        return self.applied_on + UNTIL_DECISION


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """Everything about one household that does not depend on the policy. Amounts are cents; what is dated is in order.

    `floor` is what this household must have left to live on a month where somebody assessed that; None leaves it to
    the policy's amount by household type. `payout` is the payout day of its benefit where known, `relief_ends_on` an
    end other than six months (art. 57, or a right that stops). `chosen_costs` are the costs it chose to have paid,
    where the policy leaves it the choice.
    """

    household: str
    composition: Composition
    leaves_reception_centre_on: date
    norms: tuple[NormFrom, ...]
    coa_daily_amount: int
    fixed_costs: tuple[ContractedCost, ...]
    toeslagen: tuple[AppliedToeslag, ...] = ()
    starts_on: date | None = None
    decided_on: date | None = None
    b12_received_on: date | None = None
    relief_ends_on: date | None = None
    floor: int | None = None
    payout: PayoutDay | None = None
    authorises_toeslagen: bool = True
    chosen_costs: frozenset[str] | None = None
    actual_benefit: Mapping[Month, int] = field(default_factory=dict)
    debts: tuple[Debt, ...] = ()
    other_flows: tuple[Flow, ...] = ()

    @property
    def right_starts_on(self) -> date:
        """The first day of the right to bijstand, five days after the departure unless known."""
        return self.starts_on or self.leaves_reception_centre_on + UNTIL_BENEFIT

    @property
    def relief_until(self) -> date:
        """The last day of the relief, six months after the start of the right unless known."""
        return self.relief_ends_on or relief_end(self.right_starts_on)


def faults_in(facts: HouseholdFacts, norms: NormBook) -> list[Fault]:
    """Why no case can be made of these facts, all at once; empty for facts that can be true."""
    return [
        *_faults_in_days(facts),
        *_faults_in_norms(facts, norms),
        *_faults_in_costs(facts),
        *_faults_in_toeslagen(facts),
    ]


def facts_of(case: Case) -> HouseholdFacts:
    """The facts behind a case, without what its policy added: to lay the same household under another policy.

    A case does not say how many children there are, only that there are some; its floor is kept, and says enough.
    """
    return HouseholdFacts(
        household=case.case_id,
        composition=_composition(case.benefit.norms[0].kind),
        leaves_reception_centre_on=case.leaves_reception_centre_on,
        starts_on=case.benefit.starts_on,
        decided_on=case.benefit.decided_on,
        norms=case.benefit.norms,
        coa_daily_amount=case.coa.daily_amount,
        b12_received_on=case.coa.b12_received_on,
        relief_ends_on=case.relief_ends_on,
        floor=case.leefgeld.floor,
        payout=case.benefit.payout,
        fixed_costs=tuple(_contracted(cost) for cost in case.fixed_costs),
        toeslagen=tuple(_applied(toeslag, case.relief_ends_on) for toeslag in case.toeslagen),
        actual_benefit=case.benefit.actual,
        debts=case.debts,
        other_flows=case.other_flows,
    )


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _composition(norm: str) -> Composition:
    children = 1 if norm == "single_parent" or norm.endswith("_children") else 0
    if norm.startswith("youth_couple"):
        return Composition(HouseholdType.YOUTH_COUPLE, children)
    if norm.startswith("youth"):
        return Composition(HouseholdType.YOUTH, children)
    couple = "couple" in norm
    return Composition(HouseholdType.COUPLE if couple else HouseholdType.SINGLE, children)


def _contracted(cost: FixedCost) -> ContractedCost:
    return ContractedCost(
        cost.kind, cost.due_day, cost.first_month, cost.amounts, cost.first, cost.deferrals, None, cost.interludes
    )


def _applied(toeslag: Toeslag, relief_ends_on: date) -> AppliedToeslag:
    dated = [one for one in toeslag.paid_to if one.starts_on is not None and one.starts_on <= relief_ends_on]
    return AppliedToeslag(
        toeslag.kind,
        toeslag.amounts,
        decided_on=toeslag.decision_on,
        budget_account_from=next((one.starts_on for one in dated if one.account is Account.BUDGET), None),
        client_account_from=next((one.starts_on for one in dated if one.account is Account.CLIENT), None),
    )


def _faults_in_days(facts: HouseholdFacts) -> list[Fault]:
    found = []
    starts_on = facts.right_starts_on
    if starts_on < facts.leaves_reception_centre_on:
        what = f"the right starts on {starts_on}, before the departure on {facts.leaves_reception_centre_on}"
        found.append(Fault("startsOn", what, "give a later day"))
    if facts.relief_until < starts_on:
        what = f"{facts.relief_until} lies before the right starts on {starts_on}"
        found.append(Fault("reliefEndsOn", what, "give a later day"))
    return found


def _faults_in_norms(facts: HouseholdFacts, norms: NormBook) -> list[Fault]:
    until = facts.relief_until
    last = last_month_paid(facts.payout, until) if facts.payout else month_of(until)
    for month in range(month_of(facts.right_starts_on), last + 1):
        norm = in_force(facts.norms, month)
        if norm is None:
            return [Fault("norms", f"no norm holds for {month_text(month)}", "start with the month of the right")]
        try:
            norms.amount(norm.kind, month)
        except NoNorm as missing:
            return [Fault("norms", str(missing), "check the months of the right and the kinds of norm")]
    return []


def _faults_in_costs(facts: HouseholdFacts) -> list[Fault]:
    found = []
    for index, cost in enumerate(facts.fixed_costs):
        if in_force(cost.amounts, cost.first_month) is None:
            what = f"no amount holds for the first month {month_text(cost.first_month)}"
            found.append(Fault(f"fixedCosts[{index}].amounts", what, "start with that month"))
    return found


def _faults_in_toeslagen(facts: HouseholdFacts) -> list[Fault]:
    found = []
    for index, toeslag in enumerate(facts.toeslagen):
        if toeslag.decision_on is None:
            what = f"{toeslag.kind} is neither applied for nor decided"
            found.append(Fault(f"toeslagen[{index}].appliedOn", what, "apply on the day of the key, and give that day"))
        if not toeslag.amounts:
            found.append(Fault(f"toeslagen[{index}].amounts", "no amount is known", "give the expected amount a month"))
    return found

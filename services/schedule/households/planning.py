"""From a household's dossier to its plan, and what of it is kept as a version. Pure: rules and facts in, a value out.

A version is what the facts and the rules came to at one moment. It is never changed; a new fact or a new rule makes
the next one. What was paid is not in it: payments have rows of their own, keyed so that no later version can pay a
month again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pydantic_core import to_json

from services.errors import Fault, InvalidInput
from services.reading import cure_for
from services.schedule.households.contents import CoaAllowance, LeefgeldSet, PolicyChosen
from services.schedule.households.dossier import Dossier, household_facts, missing
from services.schedule.households.kept_case import told_plainly
from services.schedule.households.own_policy import own_policy, with_own_leefgeld
from services.schedule.households.rulebook import Rulebook
from services.schedule.planning.balance import Gap
from services.schedule.planning.case import Case, Method
from services.schedule.planning.case_document import case_document
from services.schedule.planning.case_making import case_for
from services.schedule.planning.document import document
from services.schedule.planning.household import faults_in
from services.schedule.planning.plan import Plan, plan
from services.schedule.planning.policy import Policy


class Summary(NamedTuple):
    """What a plan comes down to, in cents and days.

    `lowest_rest` is the least that is left to live on in a window that is tested; None where none is. `gap_days` is
    how long the budget account stays below zero around the deepest day, up to the settlement at most.
    """

    lowest_rest: int | None
    deepest_gap: int
    gap_days: int
    days_without_money: int | None
    coa_debt: int
    shortfalls: int
    sustainable_leefgeld: int | None


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A plan, what it was made of and by which rules; `document` is the whole of it as JSON."""

    case: Case
    plan: Plan
    policy: Policy
    policy_mark: str
    norms_mark: str
    summary: Summary
    document: bytes

    @property
    def inputs(self) -> bytes:
        """The case as JSON; `read_case` reads it back."""
        return to_json(case_document(self.case))


def policy_of(dossier: Dossier, municipal: str, rules: Rulebook) -> Policy:
    """The policy that carries the household: its own where one was chosen, else its municipality's.

    `InvalidInput` for a name that no policy has.
    """
    chosen = dossier.newest(PolicyChosen)
    name = chosen.policy if chosen else municipal
    if faults := _unknown_policy(name, rules):
        raise InvalidInput(faults)
    return rules.policies[name]


def planned(household: str, dossier: Dossier, municipal: str, rules: Rulebook) -> PlannedCase | None:
    """The plan of a household under the policy that carries it; None while something is missing.

    `InvalidInput` with every fault of facts that cannot all be true; `CannotBePlanned` where the planner breaks on them
    all the same.
    """
    try:
        policy = policy_of(dossier, municipal, rules)
        if missing(dossier):
            return None
        with told_plainly("these facts"):
            return planned_case(case_of(household, dossier, policy, rules), policy, rules)
    except InvalidInput as refusal:
        raise InvalidInput(faults_of(dossier, rules) or refusal.faults) from None


def faults_of(dossier: Dossier, rules: Rulebook) -> list[Fault]:
    """Everything that cannot be true of what is stated, whatever the municipality; of what is missing, nothing."""
    found: list[Fault] = []
    chosen = dossier.newest(PolicyChosen)
    if chosen is not None:
        found += _unknown_policy(chosen.policy, rules)
    if missing(dossier):
        return found
    try:
        facts = household_facts(dossier, "", rules.rates)
    except InvalidInput as unknown:
        found += unknown.faults
        some_allowance = CoaAllowance(since=date.min, amount=0)
        facts = household_facts(dossier.assuming([some_allowance]), "", rules.rates)
    return [*found, *faults_in(facts, rules.norms)]


def _unknown_policy(name: str, rules: Rulebook) -> list[Fault]:
    if name in rules.policies:
        return []
    return [Fault("policy", f"there is no policy {name!r}", cure_for(name, sorted(rules.policies)))]


def planned_case(case: Case, policy: Policy, rules: Rulebook) -> PlannedCase:
    """The plan of a case that was made under a policy."""
    made = plan(case, rules.norms)
    told = document(made)
    return PlannedCase(
        case=case,
        plan=made,
        policy=policy,
        policy_mark=rules.policy_marks[policy.name],
        norms_mark=rules.norms_mark,
        summary=_summary(made, told),
        document=to_json(told),
    )


def case_of(household: str, dossier: Dossier, policy: Policy, rules: Rulebook) -> Case:
    """The planner's case of a dossier from which nothing is missing; `InvalidInput` for facts that contradict."""
    facts = household_facts(dossier, household, rules.rates)
    policy = own_policy(policy, dossier, facts.right_starts_on)
    case = case_for(policy, facts, rules.norms)
    own = dossier.each(LeefgeldSet)
    if own and policy.method is Method.BUDGETBEHEER:
        sustained = case.leefgeld.periods[0].amount
        case = case_for(with_own_leefgeld(policy, own, facts.right_starts_on, sustained), facts, rules.norms)
    return case


def _summary(made: Plan, told: Mapping[str, Any]) -> Summary:
    rests = [
        left.rest
        for window, left in zip(made.windows, made.left_to_live_on, strict=True)
        if window.must_leave is not None
    ]
    deepest = min(made.gaps, key=lambda gap: gap.deepest, default=None)
    return Summary(
        lowest_rest=min(rests, default=None),
        deepest_gap=deepest.deepest if deepest else 0,
        gap_days=_days(deepest, made) if deepest else 0,
        days_without_money=made.days_without_money,
        coa_debt=made.coa_debt.amount,
        shortfalls=len(made.shortfalls),
        sustainable_leefgeld=told["sustainableLeefgeld"],
    )


def _days(gap: Gap, made: Plan) -> int:
    return ((gap.ends_on or made.settles_on) - gap.begins_on).days

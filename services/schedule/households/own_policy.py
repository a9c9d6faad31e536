"""What was decided for one household takes the place of what the policy foresees for everyone.

The result is a policy again, so that what hangs on the plan itself (a sustainable leefgeld, a grant for the minus that
would remain) is found with these decisions in it. Pure.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.months import month_of
from services.schedule.households.contents import (
    BridgingDecided,
    Instrument,
    LeefgeldSet,
    Repayment,
    RepayMode,
)
from services.schedule.households.dossier import Dossier
from services.schedule.planning import case as planner
from services.schedule.planning.case import Instalments, Method, NoRepayment, OnFirstToeslagen
from services.schedule.planning.household import HouseholdType
from services.schedule.planning.policy import (
    AdvanceRule,
    BridgingRule,
    ByHousehold,
    GrantRule,
    LeefgeldStep,
    LoanRule,
    MinstandRule,
    Policy,
)

_RULES: dict[Instrument, type[BridgingRule]] = {
    Instrument.MINSTAND: MinstandRule,
    Instrument.GRANT: GrantRule,
    Instrument.LOAN: LoanRule,
    Instrument.ADVANCE: AdvanceRule,
}


def own_policy(policy: Policy, dossier: Dossier, right_starts_on: date) -> Policy:
    """The policy as it holds for this household, whose right to bijstand starts on that day."""
    bridging = _bridging(policy, dossier.each(BridgingDecided), right_starts_on)
    return replace(policy, bridging=tuple(bridging))


def with_own_leefgeld(policy: Policy, own: list[LeefgeldSet], right_starts_on: date, sustained: int) -> Policy:
    """The policy with the household's own leefgeld from the month for which it was set.

    `sustained` (cents) is the amount until then where the policy gives as much as the money carries.
    """
    first = month_of(right_starts_on)
    steps = [LeefgeldStep(one.since - first + 1, one.rhythm, one.day, fixed(one.amount)) for one in own]
    until_then = [
        step if step.amount is not None else step._replace(amount=fixed(sustained))
        for step in policy.leefgeld.steps
        if step.from_month < steps[0].from_month
    ]
    return replace(policy, leefgeld=policy.leefgeld._replace(steps=(*until_then, *steps)))


def _bridging(policy: Policy, decided: list[BridgingDecided], right_starts_on: date) -> Iterator[BridgingRule]:
    """What was decided of a kind of instrument, and of the others what the policy foresees.

    Under inhouding there is no account that could be below zero, so a minstand that was decided on waits there.
    """
    kinds = tuple(_RULES[one.instrument] for one in decided)
    yield from (rule for rule in policy.bridging if not isinstance(rule, kinds))
    for one in decided:
        if one.instrument is not Instrument.MINSTAND or policy.method is Method.BUDGETBEHEER:
            yield _rule(one, right_starts_on)


def _rule(decided: BridgingDecided, right_starts_on: date) -> BridgingRule:
    amount, days = fixed(decided.amount), ((decided.on or right_starts_on) - right_starts_on).days
    match decided.instrument:
        case Instrument.MINSTAND:
            return MinstandRule(amount)
        case Instrument.GRANT:
            return GrantRule(amount, days, decided.to)
        case Instrument.ADVANCE:
            return AdvanceRule(amount, days, decided.to, decided.given_on)
        case Instrument.LOAN:
            assert decided.repay is not None, "a loan says how it is repaid"
            return LoanRule(amount, days, decided.to, _repayment(decided.repay), decided.given_on)


def _repayment(repay: Repayment) -> planner.Repayment:
    if repay.mode is RepayMode.INSTALMENTS:
        assert repay.count is not None, "instalments are counted"
        assert repay.from_payout is not None, "instalments begin somewhere"
        return Instalments(repay.count, repay.from_payout)
    return OnFirstToeslagen() if repay.mode is RepayMode.ON_FIRST_TOESLAGEN else NoRepayment()


def fixed(cents: int) -> ByHousehold:
    """An amount (cents) that does not depend on who the household is."""
    return ByHousehold(dict.fromkeys(HouseholdType, cents), 0)

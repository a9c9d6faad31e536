"""From a household's facts and a policy to a case: what the policy decides, filled in for these people.

Pure and total: facts without faults give a case under every policy. Two things hang on the plan itself, the
sustainable leefgeld and the grant for a minus that would remain, so a plan or two is made on the way.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from services import banking_days
from services.errors import InvalidInput
from services.money import half_up
from services.months import Month, first_day, month_of
from services.schedule.planning.benefit import relief_end
from services.schedule.planning.case import (
    Account,
    Advance,
    Benefit,
    Bridging,
    Case,
    Coa,
    FixedCost,
    Flow,
    Grant,
    Leefgeld,
    LeefgeldPeriod,
    Loan,
    Method,
    Minstand,
    PaidTo,
    Rhythm,
    Route,
    Toeslag,
    amount_in,
)
from services.schedule.planning.household import AppliedToeslag, ContractedCost, HouseholdFacts, faults_in
from services.schedule.planning.norms import NormBook
from services.schedule.planning.plan import ShortfallKind, plan
from services.schedule.planning.policy import (
    AdvanceRule,
    ByHousehold,
    DeferralRule,
    Destination,
    GrantRule,
    LeefgeldStep,
    LoanRule,
    MinstandRule,
    MinusAtEnd,
    MonthsOfCosts,
    Policy,
    ToeslagKind,
)
from services.schedule.planning.solvers import sustainable_leefgeld

_DAY = timedelta(days=1)
_MONTHS_A_YEAR, _WEEKS_A_YEAR = 12, 52


def case_for(policy: Policy, facts: HouseholdFacts, norms: NormBook) -> Case:
    """The case of this household under this policy; InvalidInput with every fault of facts that cannot be true."""
    if faults := faults_in(facts, norms):
        raise InvalidInput(faults)
    making = _Making(policy, facts)
    return making.with_what_hangs_on_the_plan(making.case(), norms)


class _Making:
    """The making of one case; amounts are cents."""

    def __init__(self, policy: Policy, facts: HouseholdFacts) -> None:
        self._policy = policy
        self._facts = facts
        self._floor = facts.floor if facts.floor is not None else policy.leefgeld.floor.amount_for(facts.composition)
        self._toeslagen = tuple(self._toeslag(one) for one in facts.toeslagen)

    def case(self) -> Case:
        policy, facts = self._policy, self._facts
        return Case(
            case_id=facts.household,
            title=policy.title,
            method=policy.method,
            leaves_reception_centre_on=facts.leaves_reception_centre_on,
            benefit=Benefit(
                starts_on=facts.right_starts_on,
                decided_on=facts.decided_on or facts.right_starts_on,
                norms=facts.norms,
                payout=facts.payout or policy.payout,
                actual=facts.actual_benefit,
            ),
            coa=Coa(facts.coa_daily_amount, facts.b12_received_on, policy.coa_treatment),
            relief_ends_on=facts.relief_until,
            fixed_costs=tuple(self._fixed_cost(cost) for cost in facts.fixed_costs),
            cost_order=self._cost_order(),
            leefgeld=Leefgeld(self._floor, tuple(self._period(step) for step in policy.leefgeld.steps)),
            toeslagen=self._toeslagen,
            bridging=tuple(self._bridging()),
            debts=facts.debts,
            other_flows=tuple(self._flow(flow) for flow in facts.other_flows),
        )

    def with_what_hangs_on_the_plan(self, case: Case, norms: NormBook) -> Case:
        """The case with its leefgeld raised to what is sustainable, or with a grant for the minus that would remain."""
        if any(step.amount is None for step in self._policy.leefgeld.steps):
            borne = sustainable_leefgeld(plan(case, norms))
            if borne is not None and borne >= self._floor:  # and with what is borne, no minus remains
                periods = tuple(period._replace(amount=borne) for period in case.leefgeld.periods)
                return replace(case, leefgeld=replace(case.leefgeld, periods=periods))
        if any(isinstance(rule, GrantRule) and isinstance(rule.amount, MinusAtEnd) for rule in self._policy.bridging):
            remains = ShortfallKind.NOT_RECOVERED_AT_END
            minus = [one.amount for one in plan(case, norms).shortfalls if one.kind is remains]
            on = max(banking_days.before(case.relief_ends_on), case.benefit.starts_on)
            case = replace(case, bridging=(*case.bridging, *(Grant(amount, on, Account.BUDGET) for amount in minus)))
        return case

    def _relief_month(self, number: int) -> Month:
        return month_of(self._facts.right_starts_on) + number - 1

    def _handed_back_from(self, cost: ContractedCost) -> Month | None:
        """The month that somebody named, or of the ramp-down, which moves along where relief is extended (art. 57)
        and comes after the last month that we are to go on paying.
        """
        if cost.handed_back_from is not None or cost.interludes:
            return cost.handed_back_from
        number = self._policy.ramp_down.handed_back_from.get(cost.kind)
        if number is None:
            return None
        extended = month_of(self._facts.relief_until) - month_of(relief_end(self._facts.right_starts_on))
        month = self._relief_month(number) + max(extended, 0)
        return month if cost.kept_until is None else max(month, cost.kept_until + 1)

    def _route(self, kind: str) -> Route:
        chosen = self._facts.chosen_costs
        if self._policy.client_chooses and chosen is not None:
            return Route.ALWAYS if kind in chosen else Route.NEVER
        return self._policy.routes.get(kind, Route.NEVER)

    def _cost_order(self) -> tuple[str, ...]:
        """The policy's order; kinds that it does not know come after, as the household named them."""
        return tuple(dict.fromkeys((*self._policy.cost_order, *(cost.kind for cost in self._facts.fixed_costs))))

    def _fixed_cost(self, cost: ContractedCost) -> FixedCost:
        return FixedCost(
            kind=cost.kind,
            due_day=cost.due_day,
            first_month=cost.first_month,
            amounts=cost.amounts,
            first=cost.first,
            deferrals=cost.deferrals,
            handed_back_from=self._handed_back_from(cost),
            route=self._route(cost.kind),
            interludes=cost.interludes,
        )

    def _toeslag(self, applied: AppliedToeslag) -> Toeslag:
        assert applied.decision_on is not None, "faults_in has asked for it"
        return Toeslag(applied.kind, applied.amounts, applied.decision_on, tuple(self._paid_to(applied)))

    def _paid_to(self, applied: AppliedToeslag) -> Iterator[PaidTo]:
        """The budget account from when the change is in force until relief ends, the client's own before and after."""
        if self._account(applied.kind) is Account.CLIENT:
            yield PaidTo(None, Account.CLIENT)
            return
        after_relief = self._facts.relief_until + _DAY
        late, back = applied.budget_account_from, applied.client_account_from
        begins_here = late is None or (back is not None and back <= late)
        yield PaidTo(None, Account.BUDGET if begins_here else Account.CLIENT)
        changes = [(back, Account.CLIENT), (late, Account.BUDGET)]
        known = [(day, account) for day, account in changes if day is not None and day < after_relief]
        for day, account in sorted(known, key=lambda change: change[0]):
            yield PaidTo(day, account)
        yield PaidTo(after_relief, Account.CLIENT)

    def _account(self, toeslag: str) -> Account:
        match self._policy.destination(toeslag):
            case Destination.BUDGET:
                return Account.BUDGET
            case Destination.BUDGET_IF_AUTHORISED if self._facts.authorises_toeslagen:
                return Account.BUDGET
            case _:
                return Account.CLIENT

    def _flow(self, flow: Flow) -> Flow:
        """Other money where this policy has it: kinderbijslag as routed; under inhouding there is one account only."""
        if flow.kind == ToeslagKind.KINDERBIJSLAG:
            return flow._replace(account=self._account(flow.kind))
        return flow._replace(account=Account.CLIENT) if self._policy.method is Method.INHOUDING else flow

    def _period(self, step: LeefgeldStep) -> LeefgeldPeriod:
        """A step of the leefgeld; what somebody assessed these people to need is never undercut."""
        least = self._floor
        if step.rhythm is Rhythm.WEEKLY:
            least = -(-self._floor * _MONTHS_A_YEAR // _WEEKS_A_YEAR)
        amount = step.amount.amount_for(self._facts.composition) if step.amount else least
        starts_on = first_day(self._relief_month(step.from_month))
        return LeefgeldPeriod(starts_on, step.rhythm, step.day, max(amount, least))

    def _bridging(self) -> Iterator[Bridging]:
        for rule in self._policy.bridging:
            if isinstance(rule, DeferralRule):
                continue  # only a supplier's own word, which is a fact of the household, makes a bill wait
            if isinstance(rule, MinstandRule):
                yield Minstand(self._amount(rule.cap))
                continue
            on = self._facts.right_starts_on + timedelta(days=rule.days_after_start)
            if isinstance(rule, LoanRule):
                yield Loan(self._amount(rule.amount), on, rule.to, rule.repay, rule.given_on)
            elif isinstance(rule, AdvanceRule):
                yield Advance(self._amount(rule.amount), on, rule.to, rule.given_on)
            elif not isinstance(rule.amount, MinusAtEnd):
                yield Grant(self._amount(rule.amount), on, rule.to)

    def _amount(self, formula: ByHousehold | MonthsOfCosts | MinusAtEnd) -> int:
        match formula:
            case ByHousehold():
                return formula.amount_for(self._facts.composition)
            case MonthsOfCosts():
                return _months_of(formula.months, self._month_of_costs(formula.costs), formula.rounded_up_to)
            case MinusAtEnd():
                return 0

    def _month_of_costs(self, kinds: tuple[str, ...]) -> int:
        """One month of the costs meant, each at the amount of its first whole month."""
        return sum(
            amount_in(cost.amounts, cost.first_month)
            for cost in self._facts.fixed_costs
            if (cost.kind in kinds if kinds else self._route(cost.kind) is not Route.NEVER)
        )


def _months_of(months: Decimal, month_of_costs: int, rounded_up_to: int) -> int:
    """So many months of an amount, to the cent, then up to a multiple."""
    numerator, denominator = months.as_integer_ratio()
    cents = half_up(month_of_costs * numerator, denominator)
    return -(-cents // rounded_up_to) * rounded_up_to

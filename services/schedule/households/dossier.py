"""What stands about one household, and the household that the planner knows made out of it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from services.errors import Fault, InvalidInput
from services.months import Month
from services.schedule.households.contents import (
    AzcDeparture,
    B12Received,
    BenefitNorm,
    BenefitPaid,
    CoaAllowance,
    Composition,
    Content,
    CostAmount,
    CostContracted,
    CostDeferred,
    CostHandedBack,
    CostKept,
    CostsChosen,
    DebtKnown,
    DecisionTaken,
    FloorAssessed,
    OtherFlow,
    PayoutDayKnown,
    ReliefEnds,
    RightToBijstand,
    ToeslagAccount,
    ToeslagAmount,
    ToeslagApplied,
    ToeslagDecided,
    ToeslagenAuthorisation,
)
from services.schedule.households.contents.benefit import Article
from services.schedule.households.facts import Fact, standing
from services.schedule.planning import household as planner
from services.schedule.planning.case import Account, AmountFrom, Debt, Flow, Interlude, NormFrom, PartMonth, PayoutDay
from services.schedule.planning.coa_rates import CoaRates
from services.schedule.planning.household import AppliedToeslag, ContractedCost, HouseholdFacts, HouseholdType
from services.schedule.planning.policy import ToeslagKind

_Stated = TypeVar("_Stated", bound=Content)
_COUPLES = {HouseholdType.COUPLE, HouseholdType.YOUTH_COUPLE}
_OPENS_RELIEF = {Article.ARTICLE_56A, Article.ARTICLE_57, Article.VOLUNTARY}


class Dossier:
    """What is known of one household, asked by what it states."""

    def __init__(self, contents: Iterable[Content]) -> None:
        """`contents` are about different things; of those that hold from the same day the later one is the newer."""
        self._contents = {(one.kind, one.about): one for one in sorted(contents, key=lambda one: one.holds_from)}
        self._by_type: dict[type[Content], list[Content]] = {}
        for content in self._contents.values():
            self._by_type.setdefault(type(content), []).append(content)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Dossier":
        """The dossier of the facts that stand."""
        return cls(fact.content for fact in standing(facts).values() if fact.content is not None)

    def assuming(self, contents: Iterable[Content]) -> "Dossier":
        """The dossier as it would be if this were stated in the place of what stands about the same."""
        assumed = {(one.kind, one.about): one for one in contents}
        return Dossier((self._contents | assumed).values())

    def without(self, kind: type[Content]) -> "Dossier":
        """The dossier as it would be if nothing were stated in this way."""
        return Dossier(one for one in self._contents.values() if not isinstance(one, kind))

    def each(self, kind: type[_Stated]) -> list[_Stated]:
        """All that is stated in this way, by the day from which it holds."""
        return self._by_type.get(kind, [])  # type: ignore[return-value]  # the key says what the list holds

    def newest(self, kind: type[_Stated]) -> _Stated | None:
        """The newest that is stated in this way."""
        found = self.each(kind)
        return found[-1] if found else None

    @property
    def relief_ends_on(self) -> date | None:
        """The last day of the relief where it is known: said so, or the last day that is decided on."""
        said = self.newest(ReliefEnds)
        if said is not None:
            return said.on
        decided = [one for one in self.each(DecisionTaken) if one.article in _OPENS_RELIEF]
        return max((one.until for one in decided if one.until is not None), default=None)


def missing(dossier: Dossier) -> list[Fault]:
    """What somebody still has to find out before there can be a plan."""
    found = [
        Fault(word, what, f"record the fact {word}") for word, (kind, what) in _NEEDED.items() if not dossier.each(kind)
    ]
    contracted = {one.cost for one in dossier.each(CostContracted)}
    spoken_of = [one.cost for one in dossier.each(CostAmount)] + [one.cost for one in dossier.each(CostDeferred)]
    for cost in dict.fromkeys(spoken_of):
        if cost not in contracted:
            found.append(Fault("cost_contracted", f"nothing is known of the contract for {cost}", "record it"))
    return found


_NEEDED: dict[str, tuple[type[Content], str]] = {
    "composition": (Composition, "it is not known who lives from the benefit"),
    "azc_departure": (AzcDeparture, "it is not known when the household leaves the reception centre"),
    "benefit_norm": (BenefitNorm, "it is not known which norm holds"),
}


def household_facts(dossier: Dossier, household: str, rates: CoaRates) -> HouseholdFacts:
    """The household as the planner knows it, of a dossier from which nothing is missing.

    `InvalidInput` where COA's allowance is neither known nor to be derived.
    """
    composition, departure = dossier.newest(Composition), dossier.newest(AzcDeparture)
    assert composition is not None, "missing() has asked for it"
    assert departure is not None, "missing() has asked for it"
    right, payout = dossier.newest(RightToBijstand), dossier.newest(PayoutDayKnown)
    b12, floor, chosen = dossier.newest(B12Received), dossier.newest(FloorAssessed), dossier.newest(CostsChosen)
    authorisation = dossier.newest(ToeslagenAuthorisation)
    return HouseholdFacts(
        household=household,
        composition=planner.Composition(composition.household_type, composition.children),
        leaves_reception_centre_on=departure.on,
        norms=tuple(NormFrom(one.since, one.norm) for one in dossier.each(BenefitNorm)),
        coa_daily_amount=_coa_daily_amount(dossier, composition, departure.on, rates),
        fixed_costs=tuple(_contracted(dossier, one) for one in dossier.each(CostContracted)),
        toeslagen=tuple(_applied_toeslagen(dossier)),
        starts_on=right.since if right else None,
        decided_on=right.decided_on if right else None,
        b12_received_on=b12.on if b12 else None,
        relief_ends_on=dossier.relief_ends_on,
        floor=floor.amount if floor else None,
        payout=PayoutDay(payout.day, payout.month_offset) if payout else None,
        authorises_toeslagen=authorisation.given if authorisation else True,
        chosen_costs=frozenset(str(cost) for cost in chosen.costs) if chosen else None,
        actual_benefit={one.month: one.amount for one in dossier.each(BenefitPaid)},
        debts=tuple(Debt(one.debt, one.open, one.instalment, one.since) for one in dossier.each(DebtKnown)),
        other_flows=tuple(Flow(one.on, one.account, one.flow, one.amount) for one in dossier.each(OtherFlow)),
    )


def _coa_daily_amount(dossier: Dossier, composition: Composition, departure: date, rates: CoaRates) -> int:
    """What COA's own letter says, or else what follows from its rates (cents a day)."""
    known = dossier.newest(CoaAllowance)
    if known is not None:
        return known.amount
    adults = 2 if composition.household_type in _COUPLES else 1
    try:
        return rates.allowance(adults, composition.children, departure).daily_amount
    except InvalidInput as unknown:
        raise InvalidInput(unknown.under("coa_allowance")) from None


def _contracted(dossier: Dossier, cost: CostContracted) -> ContractedCost:
    amounts = {cost.first_month: cost.amount}
    amounts |= {one.since: one.amount for one in dossier.each(CostAmount) if one.cost is cost.cost}
    handed_back = [one for one in dossier.each(CostHandedBack) if one.cost is cost.cost]
    return ContractedCost(
        kind=str(cost.cost),
        due_day=cost.due_day,
        first_month=cost.first_month,
        amounts=_in_order(amounts),
        first=PartMonth(cost.first.due_on, cost.first.amount) if cost.first else None,
        deferrals={one.month: one.until for one in dossier.each(CostDeferred) if one.cost is cost.cost},
        handed_back_from=next((one.since for one in handed_back if one.until is None), None),
        kept_until=next((one.until for one in dossier.each(CostKept) if one.cost is cost.cost), None),
        interludes=tuple(sorted(Interlude(one.since, one.until) for one in handed_back if one.until is not None)),
    )


def _applied_toeslagen(dossier: Dossier) -> Iterable[AppliedToeslag]:
    """The toeslagen that somebody applied for and that were not refused; no other money may be counted on."""
    for kind in ToeslagKind:
        amounts = {one.since: one.amount for one in dossier.each(ToeslagAmount) if one.toeslag is kind}
        applied = _of(dossier.each(ToeslagApplied), kind)
        decided = _of(dossier.each(ToeslagDecided), kind)
        if not amounts or (applied is None and decided is None) or (decided is not None and not decided.granted):
            continue
        yield AppliedToeslag(
            kind=str(kind),
            amounts=_in_order(amounts),
            applied_on=applied.on if applied else None,
            decided_on=decided.on if decided else None,
            budget_account_from=_account_from(dossier, kind, Account.BUDGET),
            client_account_from=_account_from(dossier, kind, Account.CLIENT),
        )


def _account_from(dossier: Dossier, kind: ToeslagKind, account: Account) -> date | None:
    asked = [one for one in dossier.each(ToeslagAccount) if one.toeslag is kind and one.account is account]
    return asked[-1].since if asked else None


_OfToeslag = TypeVar("_OfToeslag", ToeslagApplied, ToeslagDecided)


def _of(stated: list[_OfToeslag], kind: ToeslagKind) -> _OfToeslag | None:
    return next((one for one in reversed(stated) if one.toeslag is kind), None)


def _in_order(amounts: Mapping[Month, int]) -> tuple[AmountFrom, ...]:
    return tuple(AmountFrom(month, amounts[month]) for month in sorted(amounts))

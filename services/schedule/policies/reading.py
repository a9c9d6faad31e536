"""From a document to a policy: every key with its type, and what cannot go together."""

import difflib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import TypeVar

from services.reading import Reader
from services.schedule.planning.case import (
    Account,
    CoaTreatment,
    Instalments,
    Method,
    NoRepayment,
    OnFirstToeslagen,
    PayoutDay,
    Repayment,
    Rhythm,
    Route,
)
from services.schedule.planning.household import HouseholdType
from services.schedule.planning.policy import (
    ANY_TOESLAG,
    AdvanceRule,
    BridgingRule,
    ByHousehold,
    CostKind,
    DeferralRule,
    Destination,
    Extension,
    Formula,
    GrantRule,
    LeefgeldRule,
    LeefgeldStep,
    LoanRule,
    MinstandRule,
    MinusAtEnd,
    MonthsOfCosts,
    Policy,
    RampDown,
    RampDownMode,
    Rerouting,
    Sight,
    Source,
    SurplusRule,
    ToeslagKind,
)

_MOST_MONTHS = 24
_MOST_INSTALMENTS = 600
_MINUS_AT_END = "minus_at_end"
_SUSTAINABLE = "sustainable"
_Word = TypeVar("_Word", bound=StrEnum)


class _BridgingKind(StrEnum):
    MINSTAND = "minstand"
    GRANT = "grant"
    LOAN = "loan"
    ADVANCE = "advance"
    DEFERRAL = "deferral"


class _RepayMode(StrEnum):
    NONE = "none"
    ON_FIRST_TOESLAGEN = "on_first_toeslagen"
    INSTALMENTS = "instalments"


def read_policy(reader: Reader, name: str, sources: Mapping[str, Source]) -> Policy:
    """The policy in a document; who calls asks `reader.faults` before using it."""
    reader.has("inherits")
    method = reader.choice("method", Method)
    policy = Policy(
        name=name,
        title=reader.text("title"),
        executor=reader.text("executor"),
        method=method,
        routes=reader.nested("routes", partial(_routes, method)),
        client_chooses=_yes(reader, "client_chooses"),
        cost_order=_words(reader, "cost_order", CostKind),
        payout=reader.nested("payout", _payout),
        coa_treatment=reader.choice("coa_treatment", CoaTreatment),
        leefgeld=reader.nested("leefgeld", partial(_leefgeld, method)),
        toeslagen=reader.nested("toeslagen", partial(_destinations, method)),
        rerouting=reader.nested_or_none("rerouting", _rerouting),
        bridging=tuple(reader.each("bridging", partial(_bridging, method))),
        surplus=reader.nested_or_none("surplus", partial(_surplus, method)),
        ramp_down=reader.nested("ramp_down", _ramp_down),
        review_months=_months(reader, "review_months"),
        aftercare_months=_months(reader, "aftercare_months"),
        extension=reader.nested_or_none("extension", _extension),
        client_sees=frozenset(_words(reader, "client_sees", Sight)) if reader.has("client_sees") else frozenset(),
        sources=sources,
    )
    if reader.sound("routes", "cost_order"):
        _check_order(reader, policy)
    reader.finish()
    return policy


def _check_order(reader: Reader, policy: Policy) -> None:
    """Every cost that may be paid has a place in the order."""
    for kind, route in policy.routes.items():
        if kind not in policy.cost_order and (policy.client_chooses or route is not Route.NEVER):
            reader.fault("cost_order", f"{kind!r} has a route and no place in the order of payment", "add it there")


def _routes(method: Method, reader: Reader) -> dict[str, Route]:
    routes = {kind: reader.choice(kind, Route) for kind in _names(CostKind) if reader.has(kind)}
    for kind, route in routes.items():
        if route is Route.IF_IT_FITS and method is Method.BUDGETBEHEER:
            cure = "choose always or never, or work by inhouding"
            reader.fault(kind, "under budgetbeheer a cost is paid whatever the balance, never if_it_fits", cure)
    return routes


def _destinations(method: Method, reader: Reader) -> dict[str, Destination]:
    kinds = [ANY_TOESLAG, *_names(ToeslagKind)]
    destinations = {kind: reader.choice(kind, Destination) for kind in kinds if reader.has(kind)}
    for kind, destination in destinations.items():
        if destination is not Destination.CLIENT and method is Method.INHOUDING:
            cure = "route it to the client, or choose budgetbeheer (Awir art. 25)"
            reader.fault(kind, "under inhouding there is no budget account for toeslagen", cure)
    return destinations


def _payout(reader: Reader) -> PayoutDay:
    day = 31 if reader.given("day") == "last" else reader.number("day", 1, 31)
    return PayoutDay(day, reader.number("month_offset", -2, 2))


def _leefgeld(method: Method, reader: Reader) -> LeefgeldRule:
    floor = _by_household(reader, "floor")
    if method is Method.INHOUDING:
        for key in ("rhythm", "day", "amount", "then"):
            if reader.has(key):
                reader.fault(key, "under inhouding leefgeld is what is left of each payout", "leave it out")
        return LeefgeldRule(floor, ())
    then = reader.nested_or_none("then", _later_step)
    steps = (_step(reader, 1),) if then is None else (_step(reader, 1), then)
    _check_sustainable(reader, steps)
    return LeefgeldRule(floor, steps)


def _later_step(reader: Reader) -> LeefgeldStep:
    return _step(reader, reader.number("from_month", 2, _MOST_MONTHS))


def _step(reader: Reader, from_month: int) -> LeefgeldStep:
    rhythm = reader.choice("rhythm", Rhythm)
    day = reader.number("day", 1, 7 if rhythm is Rhythm.WEEKLY else 31)
    sustainable = reader.given("amount") == _SUSTAINABLE
    return LeefgeldStep(from_month, rhythm, day, None if sustainable else _by_household(reader, "amount"))


def _check_sustainable(reader: Reader, steps: Sequence[LeefgeldStep]) -> None:
    if any(step.amount is None for step in steps) and (len(steps) > 1 or steps[0].rhythm is Rhythm.WEEKLY):
        what = "a sustainable leefgeld is one amount for all months; here it changes, or comes by the week"
        reader.fault("amount", what, "give amounts, or one monthly rhythm")


def _by_household(reader: Reader, key: str) -> ByHousehold:
    """An amount in cents for everybody, or one for each type of household and for each child."""
    if not isinstance(reader.given(key), dict):
        cents = reader.cents(key)
        return ByHousehold(dict.fromkeys(HouseholdType, cents), 0)
    return reader.nested(key, _by_type)


def _by_type(reader: Reader) -> ByHousehold:
    amounts = {kind: reader.cents(kind.value) for kind in HouseholdType}
    return ByHousehold(amounts, reader.cents("per_child") if reader.has("per_child") else 0)


def _rerouting(reader: Reader) -> Rerouting:
    return Rerouting(reader.number("changes_per_month", 1, 31), reader.number("lead_months", 0, _MOST_MONTHS))


def _surplus(method: Method, reader: Reader) -> SurplusRule:
    if method is Method.INHOUDING:
        cure = "leave the section out, or choose budgetbeheer"
        reader.fault("", "under inhouding nothing stands on an account that could be released", cure)
    from_month = reader.number("from_month", 1, _MOST_MONTHS, default=1)
    return SurplusRule(from_month, reader.number("day", 1, 31), _by_household(reader, "buffer"))


def _bridging(method: Method, reader: Reader) -> BridgingRule:
    kind = reader.choice("kind", _BridgingKind)
    if kind is _BridgingKind.DEFERRAL:
        return DeferralRule(_words(reader, "costs", CostKind), reader.number("months", 1, _MOST_MONTHS))
    if kind is _BridgingKind.MINSTAND:
        if method is Method.INHOUDING and reader.sound("kind"):
            reader.fault(
                "kind", "a minstand needs a budget account, and inhouding has none", "choose a grant or a loan"
            )
        return MinstandRule(_formula(reader))
    return _money(reader, kind, method)


def _money(reader: Reader, kind: _BridgingKind, method: Method) -> GrantRule | LoanRule | AdvanceRule:
    at_end = reader.given("amount") == _MINUS_AT_END and kind is _BridgingKind.GRANT
    if at_end and method is Method.INHOUDING:
        reader.fault("amount", "under inhouding there is no balance that could be below zero", "give an amount")
    amount: Formula = MinusAtEnd() if at_end else _formula(reader)
    days = reader.number("days_after_start", 0, 366, default=0)
    to = reader.choice("to", Account, default=Account.BUDGET)
    if kind is _BridgingKind.LOAN:
        return LoanRule(amount, days, to, reader.nested("repay", _repayment))
    return (GrantRule if kind is _BridgingKind.GRANT else AdvanceRule)(amount, days, to)


def _formula(reader: Reader) -> Formula:
    if not reader.has("months_of_costs"):
        return _by_household(reader, "amount")
    if reader.has("amount"):
        reader.fault("amount", "there is an amount and a number of months of costs", "leave one of them out")
    costs = _words(reader, "costs", CostKind) if reader.has("costs") else ()
    rounded_up_to = reader.number("rounded_up_to", 1, 100_000, default=1)
    return MonthsOfCosts(_number_of_months(reader), costs, rounded_up_to)


def _number_of_months(reader: Reader) -> Decimal:
    raw = reader.given("months_of_costs")
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        months = Decimal(raw)
        if months.is_finite() and 0 < months <= _MOST_MONTHS:
            return months
    reader.fault("months_of_costs", f"{raw} is no number of months", f"give a number up to {_MOST_MONTHS}, such as 1.5")
    return Decimal(1)


def _repayment(reader: Reader) -> Repayment:
    mode = reader.choice("mode", _RepayMode)
    if mode is _RepayMode.ON_FIRST_TOESLAGEN:
        return OnFirstToeslagen()
    if mode is _RepayMode.INSTALMENTS:
        count = reader.number("count", 1, _MOST_INSTALMENTS)
        return Instalments(count, reader.number("from_payout", 1, _MOST_INSTALMENTS))
    return NoRepayment()


def _ramp_down(reader: Reader) -> RampDown:
    mode = reader.choice("mode", RampDownMode)
    months: dict[str, int] = {}
    if mode is RampDownMode.ONE_AT_A_TIME:
        first = reader.number("from_month", 1, _MOST_MONTHS)
        months = {str(kind): first + step for step, kind in enumerate(_words(reader, "order", CostKind))}
    elif mode is RampDownMode.BY_COST:
        months = reader.nested("months", _month_by_cost)
    return RampDown(mode, months)


def _month_by_cost(reader: Reader) -> dict[str, int]:
    return {kind: reader.number(kind, 1, _MOST_MONTHS) for kind in _names(CostKind) if reader.has(kind)}


def _extension(reader: Reader) -> Extension:
    return Extension(reader.text("article"), reader.number("months", 1, _MOST_MONTHS))


def _yes(reader: Reader, key: str) -> bool:
    """A yes or no; no where it is left out."""
    given = reader.given(key)
    if isinstance(given, bool):
        return given
    if given is not None:
        reader.fault(key, "true or false belongs here", "")
    return False


def _months(reader: Reader, key: str) -> tuple[int, ...]:
    given = reader.given(key)
    if given is None:
        return ()
    if isinstance(given, list) and all(type(one) is int and 1 <= one <= _MOST_MONTHS for one in given):
        return tuple(given)
    reader.fault(key, "a list of month numbers belongs here", f"numbers from 1 to {_MOST_MONTHS}, such as [3, 6]")
    return ()


def _words(reader: Reader, key: str, words: type[_Word]) -> tuple[_Word, ...]:
    """A list of known words, each of them once."""
    known = _names(words)
    found: list[_Word] = []
    for index, given in enumerate(reader.texts(key)):
        if given not in known:
            near = difflib.get_close_matches(given, known, n=1)
            cure = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(known)}"
            reader.fault(f"{key}[{index}]", f"{given!r} is not known", cure)
        elif given in found:
            reader.fault(f"{key}[{index}]", f"{given!r} stands in it more than once", "name each once")
        else:
            found.append(words(given))
    return tuple(found)


def _names(words: type[StrEnum]) -> list[str]:
    """Words as plain texts, for what is told to people."""
    return [word.value for word in words]

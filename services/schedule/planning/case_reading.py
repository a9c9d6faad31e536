"""From JSON to a case: every fault of it at once, with its place, and what would mend it."""

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from services.errors import Fault, InvalidInput
from services.months import Month, month_of, month_text
from services.reading import Reader, in_order
from services.schedule.planning.benefit import last_month_paid, relief_end
from services.schedule.planning.case import (
    Account,
    Advance,
    AmountFrom,
    Benefit,
    Bridging,
    Case,
    Coa,
    CoaTreatment,
    Debt,
    FixedCost,
    Flow,
    Grant,
    Instalments,
    Interlude,
    Leefgeld,
    LeefgeldPeriod,
    Loan,
    Method,
    Minstand,
    NoRepayment,
    NormFrom,
    OnFirstToeslagen,
    PaidTo,
    PartMonth,
    PayoutDay,
    Repayment,
    Rhythm,
    Route,
    Toeslag,
    in_force,
)
from services.schedule.planning.household import UNTIL_BENEFIT
from services.schedule.planning.norms import NoNorm, NormBook

_MOST_INSTALMENTS = 600
_Value = TypeVar("_Value")


class _BridgingKind(StrEnum):
    MINSTAND = "minstand"
    GRANT = "grant"
    LOAN = "loan"
    ADVANCE = "advance"


class _RepayMode(StrEnum):
    NONE = "none"
    ON_FIRST_TOESLAGEN = "on_first_toeslagen"
    INSTALMENTS = "instalments"


def read_case(raw: object, norms: NormBook) -> Case:
    """The case in a JSON document (a worked case with its `expected` will do too); InvalidInput with all faults."""
    if isinstance(raw, Mapping) and set(raw) <= {"case", "expected"} and "case" in raw:
        raw = raw["case"]
    faults: list[Fault] = []
    case = _case(Reader(raw, faults=faults), norms)
    faults += [] if faults else _norm_faults(case, norms)
    if faults:
        raise InvalidInput(faults)
    return case


def _case(reader: Reader, norms: NormBook) -> Case:
    method = reader.choice("method", Method)
    left = reader.day("leavesReceptionCentreOn")
    benefit = reader.nested("benefit", lambda one: _benefit(one, reader, left, norms))
    ends_on = reader.day_or_none("reliefEndsOn")
    if ends_on is not None and ends_on < benefit.starts_on and reader.sound("reliefEndsOn", "benefit.startsOn"):
        reader.fault(
            "reliefEndsOn", f"{ends_on} lies before the right starts on {benefit.starts_on}", "give a later day"
        )
    order = _cost_order(reader)
    costs = reader.each("fixedCosts", lambda one: _fixed_cost(one, order))
    _no_cost_twice(reader, costs)
    case = Case(
        case_id=reader.text("caseId", default="case"),
        title=reader.text("title", default=""),
        method=method,
        leaves_reception_centre_on=left,
        benefit=benefit,
        coa=reader.nested("coa", _coa),
        relief_ends_on=ends_on or relief_end(benefit.starts_on),
        fixed_costs=tuple(costs),
        cost_order=order,
        leefgeld=reader.nested("leefgeld", lambda one: _leefgeld(one, method)),
        toeslagen=tuple(reader.each("toeslagen", lambda one: _toeslag(one, method))),
        bridging=tuple(reader.each("bridging", lambda one: _bridging(one, method))),
        debts=tuple(reader.each("debts", _debt)),
        other_flows=tuple(reader.each("otherFlows", _flow)),
    )
    reader.finish()
    return case


def _benefit(reader: Reader, case: Reader, left: date, book: NormBook) -> Benefit:
    starts_on = reader.day_or_none("startsOn") or left + UNTIL_BENEFIT
    known = reader.sound("startsOn") and (reader.has("startsOn") or case.sound("leavesReceptionCentreOn"))
    if starts_on < left and case.sound("leavesReceptionCentreOn", "benefit.startsOn"):
        reader.fault("startsOn", f"the right starts on {starts_on}, before the departure on {left}", "give a later day")
    norms = reader.each("norms", lambda one: _norm(one, book), least=1)
    ordered = in_order(reader, "norms", norms, lambda one: one.month)
    if known and reader.sound("norms") and ordered[0].month > month_of(starts_on):
        reader.fault(
            "norms", f"no norm holds for {month_text(month_of(starts_on))}", "start with the month of the right"
        )
    actual = reader.each("actual", lambda one: (one.month("month"), one.cents("payable")))
    return Benefit(
        starts_on=starts_on,
        decided_on=reader.day_or_none("decidedOn") or starts_on,
        norms=ordered,
        payout=reader.nested("payout", _payout),
        actual=dict(in_order(reader, "actual", actual, lambda one: one[0], "month")),
    )


def _norm(reader: Reader, book: NormBook) -> NormFrom:
    kind = reader.text("kind")
    if reader.sound("kind") and not book.knows(kind):
        near = difflib.get_close_matches(kind.lower(), book.kinds(), n=1)
        cure = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(book.kinds())}"
        reader.fault("kind", f"{kind!r} is no norm", cure)
    return NormFrom(reader.month("from"), kind)


def _payout(reader: Reader) -> PayoutDay:
    day = 31 if reader.given("day") == "last" else reader.number("day", 1, 31)
    return PayoutDay(day, reader.number("monthOffset", -2, 2))


def _coa(reader: Reader) -> Coa:
    return Coa(
        daily_amount=reader.cents("dailyAmount"),
        b12_received_on=reader.day_or_none("b12ReceivedOn"),
        treatment=reader.choice("treatment", CoaTreatment),
    )


def _cost_order(reader: Reader) -> tuple[str, ...]:
    order = reader.texts("costOrder", least=0)
    for kind in sorted({kind for kind in order if order.count(kind) > 1}):
        reader.fault("costOrder", f"{kind!r} stands in it more than once", "name each kind of cost once")
    return tuple(order)


def _fixed_cost(reader: Reader, order: tuple[str, ...]) -> FixedCost:
    kind, first_month = reader.text("kind"), reader.month("firstMonth")
    if reader.sound("kind") and kind not in order:
        reader.fault("kind", f"{kind!r} has no place in costOrder", "add it there")
    amounts = _amounts(reader)
    if reader.sound("amounts", "firstMonth") and amounts[0].month > first_month:
        reader.fault(
            "amounts", f"no amount holds for the first month {month_text(first_month)}", "start with that month"
        )
    return FixedCost(
        kind=kind,
        due_day=reader.number("dueDay", 1, 31),
        first_month=first_month,
        amounts=amounts,
        first=reader.nested_or_none("first", _part_month),
        deferrals=_deferrals(reader),
        handed_back_from=reader.month_or_none("handedBackFrom"),
        route=reader.choice("route", Route, default=Route.ALWAYS),
        interludes=tuple(reader.each("interludes", _interlude, least=0)),
    )


def _interlude(reader: Reader) -> Interlude:
    found = Interlude(reader.month("from"), reader.month("until"))
    if reader.sound("from", "until") and found.until <= found.since:
        reader.fault("until", f"{month_text(found.until)} is not after it began", "give the month that we pay again")
    return found


def _no_cost_twice(reader: Reader, costs: Sequence[FixedCost]) -> None:
    """Two bills for energy may both be real, gas and power; the same cost to the cent and the day is a slip."""
    if not reader.sound("fixedCosts"):
        return
    for index, cost in enumerate(costs):
        if (same := costs.index(cost)) < index:
            what = f"this is fixedCosts[{same}] once more, and would be paid twice"
            reader.fault(f"fixedCosts[{index}]", what, "leave one of them out")


def _amounts(reader: Reader) -> tuple[AmountFrom, ...]:
    amounts = reader.each("amounts", lambda one: AmountFrom(one.month("from"), one.cents("amount")), least=1)
    return in_order(reader, "amounts", amounts, lambda one: one.month)


def _part_month(reader: Reader) -> PartMonth:
    return PartMonth(reader.day("dueOn"), reader.cents("amount"))


def _deferrals(reader: Reader) -> dict[Month, date]:
    deferrals = reader.each("deferrals", lambda one: (one.month("month"), one.day("until")))
    return dict(in_order(reader, "deferrals", deferrals, lambda one: one[0], "month"))


def _leefgeld(reader: Reader, method: Method) -> Leefgeld:
    periods = reader.each("periods", _period)
    if periods and method is Method.INHOUDING:
        reader.fault("periods", "under inhouding leefgeld is what is left of each payout", "leave the periods out")
    return Leefgeld(reader.cents("floor"), in_order(reader, "periods", periods, lambda one: one.starts_on))


def _period(reader: Reader) -> LeefgeldPeriod:
    rhythm = reader.choice("rhythm", Rhythm)
    last = 7 if rhythm is Rhythm.WEEKLY else 31
    return LeefgeldPeriod(reader.day("from"), rhythm, reader.number("day", 1, last), reader.cents("amount"))


def _toeslag(reader: Reader, method: Method) -> Toeslag:
    paid_to = reader.each("paidTo", _paid_to, least=1)
    if method is Method.INHOUDING:
        for index, entry in enumerate(paid_to):
            if entry.account is Account.BUDGET:
                cure = "route it to the client, or choose budgetbeheer (Awir art. 25)"
                reader.fault(
                    f"paidTo[{index}].account", "under inhouding there is no budget account for toeslagen", cure
                )
    return Toeslag(
        kind=reader.text("kind"),
        amounts=_amounts(reader),
        decision_on=reader.day("decisionOn"),
        paid_to=in_order(reader, "paidTo", paid_to, lambda entry: entry.starts_on or date.min),
    )


def _paid_to(reader: Reader) -> PaidTo:
    return PaidTo(reader.day_or_none("from"), reader.choice("account", Account))


def _bridging(reader: Reader, method: Method) -> Bridging:
    kind = reader.choice("kind", _BridgingKind)
    if not reader.sound("kind"):
        reader.pass_over("cap", "amount", "on", "to", "repay")
        return Minstand(0)
    if kind is _BridgingKind.MINSTAND:
        return _minstand(reader, method)
    amount, on = reader.cents("amount"), reader.day_or_none("on")
    to = reader.choice("to", Account, default=Account.BUDGET)
    if kind is _BridgingKind.LOAN:
        return Loan(amount, on, to, reader.nested("repay", _repayment))
    return Grant(amount, on, to) if kind is _BridgingKind.GRANT else Advance(amount, on, to)


def _minstand(reader: Reader, method: Method) -> Minstand:
    if method is Method.INHOUDING and reader.sound("kind"):
        cure = "choose a grant or a loan"
        reader.fault("kind", "a minstand needs a budget account, and inhouding has none", cure)
    return Minstand(reader.cents("cap"))


def _repayment(reader: Reader) -> Repayment:
    mode = reader.choice("mode", _RepayMode)
    if not reader.sound("mode"):
        reader.pass_over("count", "fromPayout")
    if mode is _RepayMode.INSTALMENTS:
        count = reader.number("count", 1, _MOST_INSTALMENTS)
        return Instalments(count, reader.number("fromPayout", 1, _MOST_INSTALMENTS))
    return OnFirstToeslagen() if mode is _RepayMode.ON_FIRST_TOESLAGEN else NoRepayment()


def _debt(reader: Reader) -> Debt:
    return Debt(reader.text("kind"), reader.cents("open"), reader.cents("instalment"), reader.day("from"))


def _flow(reader: Reader) -> Flow:
    return Flow(
        reader.day("on"), reader.choice("account", Account), reader.text("kind"), reader.cents("amount", signed=True)
    )


def _norm_faults(case: Case, norms: NormBook) -> list[Fault]:
    """A norm that does not exist in a month for which the case needs it."""
    last = last_month_paid(case.benefit.payout, case.relief_ends_on)
    for month in range(month_of(case.benefit.starts_on), last + 1):
        norm = in_force(case.benefit.norms, month)
        try:
            norms.amount(norm.kind if norm else "", month)
        except NoNorm as missing:
            return [Fault("benefit.norms", str(missing), "check the months of the right and the kinds of norm")]
    return []

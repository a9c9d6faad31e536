"""A case as the JSON document that `case_reading.read_case` reads back to an equal case.

So that a plan can be made again years later from what it was made of. `written_case` reads such a document without a
single check, for those who have a caseload of them to go through and wrote them themselves.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from services.months import month_text, parse_month
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
)

Document = dict[str, Any]

_day = lru_cache(maxsize=16384)(date.fromisoformat)
_month = lru_cache(maxsize=4096)(parse_month)
_METHODS = {str(word): word for word in Method}
_ACCOUNTS = {str(word): word for word in Account}
_ROUTES = {str(word): word for word in Route}
_RHYTHMS = {str(word): word for word in Rhythm}
_TREATMENTS = {str(word): word for word in CoaTreatment}


def case_document(case: Case) -> Document:
    """The whole case, ready for JSON: days and months as text, amounts in whole cents."""
    benefit = case.benefit
    return {
        "caseId": case.case_id,
        "title": case.title,
        "method": str(case.method),
        "leavesReceptionCentreOn": case.leaves_reception_centre_on.isoformat(),
        "benefit": {
            "startsOn": benefit.starts_on.isoformat(),
            "decidedOn": benefit.decided_on.isoformat(),
            "norms": [{"from": month_text(one.month), "kind": one.kind} for one in benefit.norms],
            "payout": {"day": benefit.payout.day, "monthOffset": benefit.payout.month_offset},
            "actual": [{"month": month_text(month), "payable": cents} for month, cents in benefit.actual.items()],
        },
        "coa": {
            "dailyAmount": case.coa.daily_amount,
            "b12ReceivedOn": _text(case.coa.b12_received_on),
            "treatment": str(case.coa.treatment),
        },
        "reliefEndsOn": case.relief_ends_on.isoformat(),
        "fixedCosts": [_fixed_cost(one) for one in case.fixed_costs],
        "costOrder": list(case.cost_order),
        "leefgeld": {"floor": case.leefgeld.floor, "periods": [_period(one) for one in case.leefgeld.periods]},
        "toeslagen": [_toeslag(one) for one in case.toeslagen],
        "bridging": [_bridging(one) for one in case.bridging],
        "debts": [
            {"kind": one.kind, "open": one.open, "instalment": one.instalment, "from": one.starts_on.isoformat()}
            for one in case.debts
        ],
        "otherFlows": [
            {"on": one.on.isoformat(), "account": str(one.account), "kind": one.kind, "amount": one.amount}
            for one in case.other_flows
        ],
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amounts(amounts: tuple[AmountFrom, ...]) -> list[Document]:
    return [{"from": month_text(one.month), "amount": one.amount} for one in amounts]


def _fixed_cost(cost: FixedCost) -> Document:
    first = cost.first
    interludes = [{"from": month_text(one.since), "until": month_text(one.until)} for one in cost.interludes]
    return {
        "kind": cost.kind,
        "dueDay": cost.due_day,
        "firstMonth": month_text(cost.first_month),
        "amounts": _amounts(cost.amounts),
        "first": None if first is None else {"dueOn": first.due_on.isoformat(), "amount": first.amount},
        "deferrals": [
            {"month": month_text(month), "until": until.isoformat()} for month, until in cost.deferrals.items()
        ],
        "handedBackFrom": None if cost.handed_back_from is None else month_text(cost.handed_back_from),
        "route": str(cost.route),
    } | ({"interludes": interludes} if interludes else {})


def _period(period: LeefgeldPeriod) -> Document:
    return {
        "from": period.starts_on.isoformat(),
        "rhythm": str(period.rhythm),
        "day": period.day,
        "amount": period.amount,
    }


def _toeslag(toeslag: Toeslag) -> Document:
    return {
        "kind": toeslag.kind,
        "amounts": _amounts(toeslag.amounts),
        "decisionOn": toeslag.decision_on.isoformat(),
        "paidTo": [{"from": _text(one.starts_on), "account": str(one.account)} for one in toeslag.paid_to],
    }


def _bridging(bridging: Bridging) -> Document:
    match bridging:
        case Minstand(cap):
            return {"kind": "minstand", "cap": cap}
        case Grant():
            return {"kind": "grant", **_money(bridging)}
        case Loan():
            return {"kind": "loan", **_money(bridging), "repay": _repayment(bridging.repay), **_given(bridging)}
        case Advance():
            return {"kind": "advance", **_money(bridging), **_given(bridging)}


def _given(bridging: Loan | Advance) -> Document:
    """Only where somebody gave what was lent: the case of all others is as it was before that could be."""
    return {} if bridging.given_on is None else {"givenOn": bridging.given_on.isoformat()}


def _money(bridging: Grant | Loan | Advance) -> Document:
    return {"amount": bridging.amount, "on": _text(bridging.on), "to": str(bridging.to)}


def _repayment(repay: Repayment) -> Document:
    match repay:
        case Instalments(count, from_payout):
            return {"mode": "instalments", "count": count, "fromPayout": from_payout}
        case OnFirstToeslagen():
            return {"mode": "on_first_toeslagen"}
        case _:
            return {"mode": "none"}


def written_case(document: Mapping[str, Any]) -> Case:
    """The case in a document that `case_document` wrote; whatever else it is given, it may break or believe."""
    benefit, coa, leefgeld = document["benefit"], document["coa"], document["leefgeld"]
    return Case(
        case_id=document["caseId"],
        title=document["title"],
        method=_METHODS[document["method"]],
        leaves_reception_centre_on=_day(document["leavesReceptionCentreOn"]),
        benefit=Benefit(
            starts_on=_day(benefit["startsOn"]),
            decided_on=_day(benefit["decidedOn"]),
            norms=tuple([NormFrom(_month(one["from"]), one["kind"]) for one in benefit["norms"]]),
            payout=PayoutDay(benefit["payout"]["day"], benefit["payout"]["monthOffset"]),
            actual={_month(one["month"]): one["payable"] for one in benefit["actual"]},
        ),
        coa=Coa(coa["dailyAmount"], _written_day(coa["b12ReceivedOn"]), _TREATMENTS[coa["treatment"]]),
        relief_ends_on=_day(document["reliefEndsOn"]),
        fixed_costs=tuple([_written_cost(one) for one in document["fixedCosts"]]),
        cost_order=tuple(document["costOrder"]),
        leefgeld=Leefgeld(leefgeld["floor"], tuple([_written_period(one) for one in leefgeld["periods"]])),
        toeslagen=tuple([_written_toeslag(one) for one in document["toeslagen"]]),
        bridging=tuple([_written_bridging(one) for one in document["bridging"]]),
        debts=tuple(
            [Debt(one["kind"], one["open"], one["instalment"], _day(one["from"])) for one in document["debts"]]
        ),
        other_flows=tuple(
            [
                Flow(_day(one["on"]), _ACCOUNTS[one["account"]], one["kind"], one["amount"])
                for one in document["otherFlows"]
            ]
        ),
    )


def _written_day(text: str | None) -> date | None:
    return None if text is None else _day(text)


def _written_amounts(amounts: list[Document]) -> tuple[AmountFrom, ...]:
    return tuple([AmountFrom(_month(one["from"]), one["amount"]) for one in amounts])


def _written_cost(cost: Document) -> FixedCost:
    first, handed_back = cost["first"], cost["handedBackFrom"]
    return FixedCost(
        kind=cost["kind"],
        due_day=cost["dueDay"],
        first_month=_month(cost["firstMonth"]),
        amounts=_written_amounts(cost["amounts"]),
        first=None if first is None else PartMonth(_day(first["dueOn"]), first["amount"]),
        deferrals={_month(one["month"]): _day(one["until"]) for one in cost["deferrals"]},
        handed_back_from=None if handed_back is None else _month(handed_back),
        route=_ROUTES[cost["route"]],
        interludes=tuple(Interlude(_month(one["from"]), _month(one["until"])) for one in cost.get("interludes", ())),
    )


def _written_period(period: Document) -> LeefgeldPeriod:
    return LeefgeldPeriod(_day(period["from"]), _RHYTHMS[period["rhythm"]], period["day"], period["amount"])


def _written_toeslag(toeslag: Document) -> Toeslag:
    return Toeslag(
        kind=toeslag["kind"],
        amounts=_written_amounts(toeslag["amounts"]),
        decision_on=_day(toeslag["decisionOn"]),
        paid_to=tuple([PaidTo(_written_day(one["from"]), _ACCOUNTS[one["account"]]) for one in toeslag["paidTo"]]),
    )


def _written_bridging(bridging: Document) -> Bridging:
    kind = bridging["kind"]
    if kind == "minstand":
        return Minstand(bridging["cap"])
    amount, on, to = bridging["amount"], _written_day(bridging["on"]), _ACCOUNTS[bridging["to"]]
    if kind == "loan":
        return Loan(amount, on, to, _written_repayment(bridging["repay"]), _written_day(bridging.get("givenOn")))
    return Grant(amount, on, to) if kind == "grant" else Advance(amount, on, to, _written_day(bridging.get("givenOn")))


def _written_repayment(repay: Document) -> Repayment:
    if repay["mode"] == "instalments":
        return Instalments(repay["count"], repay["fromPayout"])
    return OnFirstToeslagen() if repay["mode"] == "on_first_toeslagen" else NoRepayment()

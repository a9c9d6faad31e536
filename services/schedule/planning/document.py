"""A plan as the document that the API, the command and the tests read: dates as text, amounts in whole cents."""

from typing import Any

from services.months import month_text
from services.schedule.planning.balance import Gap
from services.schedule.planning.benefit import BenefitMonth, Payout
from services.schedule.planning.entries import Entry
from services.schedule.planning.fixed_costs import ClientCost
from services.schedule.planning.living import LeftToLiveOn
from services.schedule.planning.plan import Closing, Plan, Shortfall
from services.schedule.planning.solvers import sustainable_leefgeld


def document(plan: Plan) -> dict[str, Any]:
    """The whole result of a plan, ready for JSON."""
    case = plan.case
    return {
        "caseId": case.case_id,
        "title": case.title,
        "method": str(case.method),
        "payouts": [_payout(one) for one in plan.benefit.payouts],
        "benefitMonths": [_benefit_month(month) for one in plan.benefit.payouts for month in one.months],
        "entries": [_entry(one) for one in plan.entries],
        "monthEnds": [{"month": month_text(one.month), "balance": one.balance} for one in plan.month_ends],
        "gaps": [_gap(one) for one in plan.gaps],
        "coaDebt": plan.coa_debt._asdict(),
        "paidTwice": plan.benefit.paid_twice,
        "shortfalls": [_shortfall(one) for one in plan.shortfalls],
        "leftWithClient": [_client_cost(one) for one in plan.client_costs],
        "leftToLiveOn": [_left_to_live_on(one) for one in plan.left_to_live_on],
        "firstMoneyOn": plan.first_money_on.isoformat() if plan.first_money_on else None,
        "daysWithoutMoney": plan.days_without_money,
        "reliefEndsOn": case.relief_ends_on.isoformat(),
        "closing": _closing(plan.closing),
        "sustainableLeefgeld": sustainable_leefgeld(plan),
    }


def _payout(payout: Payout) -> dict[str, Any]:
    return {
        "on": payout.on.isoformat(),
        "months": [month_text(one.month) for one in payout.months],
        "payable": payout.payable,
    }


def _benefit_month(month: BenefitMonth) -> dict[str, Any]:
    return {
        "month": month_text(month.month),
        "days": month.days,
        "gross": month.gross,
        "coaDeducted": month.coa_deducted,
        "holidayAllowance": month.holiday_allowance,
        "payable": month.payable,
        "paidOn": month.paid_on.isoformat(),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {"on": entry.on.isoformat(), "account": str(entry.account), "kind": entry.kind, "amount": entry.amount}


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "from": gap.begins_on.isoformat(),
        "to": gap.ends_on.isoformat() if gap.ends_on else None,
        "deepest": gap.deepest,
        "deepestOn": gap.deepest_on.isoformat(),
    }


def _shortfall(shortfall: Shortfall) -> dict[str, Any]:
    return {
        "on": shortfall.on.isoformat(),
        "kind": str(shortfall.kind),
        "cost": shortfall.cost,
        "amount": shortfall.amount,
    }


def _client_cost(cost: ClientCost) -> dict[str, Any]:
    return {"due": cost.due.isoformat(), "cost": cost.cost, "amount": cost.amount, "why": str(cost.why)}


def _left_to_live_on(left: LeftToLiveOn) -> dict[str, Any]:
    return {
        "from": left.begins_on.isoformat(),
        "to": left.ends_on.isoformat(),
        "received": left.received,
        "ownCosts": left.own_costs,
        "rest": left.rest,
    }


def _closing(closing: Closing) -> dict[str, Any]:
    return {
        "budget": closing.budget,
        "settlement": closing.settlement,
        "unusedBridging": closing.unused_bridging,
        "stillLate": closing.still_late,
        "openLoans": closing.open_loans,
        "openDebts": closing.open_debts,
    }

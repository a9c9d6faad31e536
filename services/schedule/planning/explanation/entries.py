"""Why a movement on an account is what it is: each kind of source has its own explanation."""

from services.schedule.planning.benefit import Payout
from services.schedule.planning.bridging import Arrival, Repaid
from services.schedule.planning.case import Account, Flow
from services.schedule.planning.entries import SURPLUS, SURPLUS_RECEIVED, Entry, Turn
from services.schedule.planning.explanation import bridging, closing, fixed_costs, leefgeld, payouts, toeslagen
from services.schedule.planning.explanation.answer import Explanation, Input
from services.schedule.planning.explanation.insight import Insight
from services.schedule.planning.explanation.kinds import account_name, kind_name
from services.schedule.planning.explanation.wording import Text, day_in_full, in_euros, say
from services.schedule.planning.fixed_costs import CostMonth
from services.schedule.planning.leefgeld import LeefgeldPayment
from services.schedule.planning.toeslagen import ToeslagPayment


def amount(insight: Insight, entry: Entry, path: str) -> Explanation:
    """Why so much moves."""
    match entry.source:
        case Payout() as payout if entry.turn is Turn.LEEFGELD:
            return leefgeld.rest(insight, entry, payout, path)
        case Payout() as payout:
            return payouts.payable(insight, payout, path)
        case ToeslagPayment() as payment:
            return toeslagen.amount(insight, payment, path)
        case Arrival() as arrival:
            return bridging.amount(insight, entry, arrival, path)
        case LeefgeldPayment() as payment:
            return leefgeld.amount(insight, entry, payment, path)
        case CostMonth() as cost if entry.turn is Turn.HANDED_BACK:
            return fixed_costs.handed_back(insight, entry, cost, path)
        case CostMonth() as cost:
            return fixed_costs.amount(insight, entry, cost, path)
        case Repaid():
            return bridging.repaid_amount(insight, entry, path)
        case Flow() as flow:
            return _flow(flow, flow.amount, path)
        case None:
            return _of_the_plan_itself(insight, entry, path)


def on(insight: Insight, entry: Entry, path: str) -> Explanation:
    """Why it moves on that day."""
    match entry.source:
        case Payout() as payout if entry.turn is Turn.LEEFGELD:
            return leefgeld.rest_on(insight, entry, payout, path)
        case Payout() as payout:
            return payouts.paid_on(insight, payout, path)
        case ToeslagPayment() as payment:
            return toeslagen.paid_on(insight, payment, path)
        case Arrival() as arrival:
            return bridging.arrives_on(insight, entry, arrival, path)
        case LeefgeldPayment() as payment:
            return leefgeld.paid_on(insight, entry, payment, path)
        case CostMonth() as cost if entry.turn is Turn.HANDED_BACK:
            return fixed_costs.handed_back_on(insight, entry, cost, path)
        case CostMonth() as cost:
            return fixed_costs.executed_on(insight, entry, cost, path)
        case Repaid():
            return bridging.repaid_on(insight, entry, path)
        case Flow() as flow:
            return _flow(flow, flow.on.isoformat(), path)
        case None if entry.turn is Turn.SETTLEMENT:
            return closing.settles_on(insight, path)
        case None:
            return leefgeld.ahead_on(insight, entry, path)


def _of_the_plan_itself(insight: Insight, entry: Entry, path: str) -> Explanation:
    """The settlement or the leefgeld paid ahead, which come from no fact of the household."""
    if entry.turn is Turn.LEEFGELD:
        return leefgeld.ahead(insight, entry, path)
    explained = closing.settlement(insight, path)
    return explained if entry.account is Account.CLIENT else explained.mirrored()


def _flow(flow: Flow, figure: int | str, path: str) -> Explanation:
    """Any other money, as somebody reported it."""
    words = {
        "on": day_in_full(flow.on),
        "amount": in_euros(abs(flow.amount)),
        "kind": kind_name(flow.kind),
        "account": account_name(flow.account),
    }
    if flow.kind in (SURPLUS, SURPLUS_RECEIVED):
        sentence = say(
            "On {on} {amount} goes from the budget account to the household’s own account: so much stood above what the"
            " policy keeps.",
            "Op {on} gaat er {amount} van de budgetrekening naar de eigen rekening: zoveel stond er boven wat het"
            " beleid achterhoudt.",
            **words,
        )
    elif flow.amount > 0:
        sentence = say(
            "On {on} {amount} of {kind} comes in on {account}, as was reported for this household.",
            "Op {on} komt er {amount} {kind} binnen op {account}, zoals voor dit huishouden is doorgegeven.",
            **words,
        )
    else:
        sentence = say(
            "On {on} {amount} leaves {account} for {kind}, as was reported for this household.",
            "Op {on} gaat er {amount} van {account} voor {kind}, zoals voor dit huishouden is doorgegeven.",
            **words,
        )
    inputs = (
        Input(Text("amount reported", "doorgegeven bedrag"), flow.amount),
        Input.day(Text("day reported", "doorgegeven dag"), flow.on),
    )
    return Explanation(path, figure, sentence, 6, (), inputs)

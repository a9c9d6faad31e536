"""Whether what a household was told of a month is still so, or has to be told anew. Pure.

People live by these amounts (“50 euro or 400 euro” is what did not help: seed 001, lines 2990-2992), so one that is
otherwise is told before its day. A message costs trust as well: about cents that nobody feels there is none.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from services.money import Cents
from services.notify.messages.kinds import Kind
from services.notify.told.owed import Owed

FELT: Cents = 100
"""A change from here on is told. A message about less unsettles more than the money does; since what counts is what was
told last, small changes add up until they are."""

_DAY = timedelta(days=1)
_Amount = Mapping[str, Any]


def correction(told: Mapping[str, Any], now: Owed, number: int, today: date) -> Owed | None:
    """The message that says how a month is now, if that is felt; `told` is what was said of it last.

    `number` counts the corrections of a month, so that each is told once. Nothing that is past is corrected.
    """
    changed = [*_leefgeld(told, now.said, today), *_bills(told, now.said, today)]
    if not changed:
        return None
    subject, until = f"{now.subject}/{number}", max(max(changed) - _DAY, today)
    said = {**now.said, "own": _own(told, now, today)}
    return now._replace(kind=Kind.MONTH_CHANGED, subject=subject, tell_from=today, tell_until=until, said=said)


def _own(told: Mapping[str, Any], now: Owed, today: date) -> list[_Amount]:
    """The bills, still to come, that were told to be ours and are the client's: nobody pays them unless he hears so."""
    was, ours = _by_cost(told["bills"]), _by_cost(now.said["bills"])
    return [one for one in now.own if one["cost"] in was and one["cost"] not in ours and _on(one) > today]


def _leefgeld(told: Mapping[str, Any], now: Mapping[str, Any], today: date) -> list[date]:
    """The days, still to come, of leefgeld that is another amount, comes on another day, or came into the plan or went;
    the payments of a month are compared in their order."""
    pairs = zip_longest(_by_day(told["leefgeld"]), _by_day(now["leefgeld"]))
    found: list[date] = []
    for before, after in pairs:
        on = _on(after or before)
        same = before and after and _on(before) == on and abs(after["amount"] - before["amount"]) < FELT
        found += [on] if on > today and not same else []
    return found


def _bills(told: Mapping[str, Any], now: Mapping[str, Any], today: date) -> list[date]:
    """The days, still to come, of bills that are another amount, or that we pay no more or from now on. On which day we
    pay is nothing that a client feels."""
    before, after = _by_cost(told["bills"]), _by_cost(now["bills"])
    found: list[date] = []
    for cost in {**before, **after}:
        was, one = before.get(cost), after.get(cost)
        same = was and one and abs(one["amount"] - was["amount"]) < FELT
        on = _on(one or was)
        found += [on] if on > today and not same else []
    return found


def _by_cost(bills: Sequence[_Amount]) -> dict[str, _Amount]:
    """What each cost comes to, by the last of its days; those that a policy adds have one word between them."""
    found: dict[str, _Amount] = {}
    for one in bills:
        before = found.get(one["cost"], {"amount": 0, "on": date.min})
        on = max(_on(one), before["on"])
        found[one["cost"]] = {"amount": one["amount"] + before["amount"], "on": on}
    return found


def _by_day(amounts: Sequence[_Amount]) -> list[_Amount]:
    return sorted(amounts, key=_on)


def _on(one: _Amount | None) -> date:
    assert one is not None, "of two that are compared one is there"
    on: date | str = one["on"]
    return on if isinstance(on, date) else date.fromisoformat(on)

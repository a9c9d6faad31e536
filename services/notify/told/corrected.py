"""Whether what a household was told of a month is still so, or has to be told anew. Pure.

People live by these amounts (“50 euro or 400 euro” is what did not help: seed 001, lines 2990-2992), so one that is
otherwise is told before its day. A message costs trust as well: about cents that nobody feels there is none.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

from services.money import Cents
from services.notify.messages.kinds import Kind
from services.notify.told.owed import Owed

FELT: Cents = 100
"""A change from here on is told. A message about less unsettles more than the money does; since what counts is what was
told last, small changes add up until they are."""

_DAY = timedelta(days=1)
_Amount = Mapping[str, Any]


class _Change(NamedTuple):
    """What was told of one thing and what is so now; one of the two is there."""

    before: _Amount | None
    after: _Amount | None

    @property
    def on(self) -> date:
        """The day it is about: that of now, or else the one that was told."""
        return _on(self.after or self.before)

    def is_felt(self, today: date, *, by_day: bool) -> bool:
        """Whether it is still to come, and somebody notices."""
        before, after = self
        same_day = not by_day or before is None or _on(before) == self.on
        same = before and after and same_day and abs(after["amount"] - before["amount"]) < FELT
        return self.on > today and not same


def correction(told: Mapping[str, Any], now: Owed, number: int, today: date) -> Owed | None:
    """The message that says how a month is now, if that is felt; `told` is what was said of it last.

    `number` counts the corrections of a month, so that each is told once. Nothing that is past is corrected.
    """
    leefgeld, bills = _leefgeld(told, now.said, today), _bills(told, now.said, today)
    lived = _of_leefgeld(leefgeld, now.said, today)
    if not bills and not lived["leefgeld_gone"] and not lived["leefgeld_other"]:
        return None
    subject, until = f"{now.subject}/{number}", max(max(one.on for one in (*leefgeld, *bills)) - _DAY, today)
    own = _own(told, now, today)
    said = {**now.said, "own": own, **lived, **_of_bills(bills, own)}
    return now._replace(kind=Kind.MONTH_CHANGED, subject=subject, tell_from=today, tell_until=until, said=said)


def _own(told: Mapping[str, Any], now: Owed, today: date) -> list[_Amount]:
    """The bills, still to come, that were told to be ours and are the client's: nobody pays them unless he hears so."""
    was, ours = _by_cost(told["bills"]), _by_cost(now.said["bills"])
    return [one for one in now.own if one["cost"] in was and one["cost"] not in ours and _on(one) > today]


def _of_leefgeld(changes: Sequence[_Change], now: Mapping[str, Any], today: date) -> dict[str, Any]:
    """On which days it does not come, where and how much it is otherwise, and the first that is still to come."""
    days = {_on(one): one for one in now["leefgeld"]}
    gone = [one.before for one in changes if one.before and _on(one.before) > today and _on(one.before) not in days]
    was = [(_on(one.before), one.before["amount"]) for one in changes if one.before]
    other = [one.after for one in changes if one.after and (one.on, one.after["amount"]) not in was]
    coming = next((one for one in _by_day(now["leefgeld"]) if _on(one) > today), None)
    return {"leefgeld_gone": gone, "leefgeld_other": other, "coming": coming}


def _of_bills(changes: Sequence[_Change], own: Sequence[_Amount]) -> dict[str, Any]:
    """Which are paid by nobody now, and which are new or another amount; the client's `own` are told apart."""
    his = {one["cost"] for one in own}
    gone = [one.before for one in changes if one.before and not one.after and one.before["cost"] not in his]
    return {"bills_gone": gone, "bills_other": [one.after for one in changes if one.after]}


def _leefgeld(told: Mapping[str, Any], now: Mapping[str, Any], today: date) -> list[_Change]:
    """Leefgeld, still to come, that is another amount, comes on another day, or came into the plan or went; payments of
    a month are compared in their order."""
    pairs = zip_longest(_by_day(told["leefgeld"]), _by_day(now["leefgeld"]))
    return [one for one in (_Change(*pair) for pair in pairs) if one.is_felt(today, by_day=True)]


def _bills(told: Mapping[str, Any], now: Mapping[str, Any], today: date) -> list[_Change]:
    """Bills, still to come, that are another amount, or that we pay no more or from now on. On which day we pay is
    nothing that a client feels."""
    before, after = _by_cost(told["bills"]), _by_cost(now["bills"])
    changes = (_Change(before.get(cost), after.get(cost)) for cost in {**before, **after})
    return [one for one in changes if one.is_felt(today, by_day=False)]


def _by_cost(bills: Sequence[_Amount]) -> dict[str, _Amount]:
    """What each cost comes to, by the last of its days; those that a policy adds have one word between them."""
    found: dict[str, _Amount] = {}
    for one in bills:
        before = found.get(one["cost"], {"amount": 0, "on": date.min})
        on = max(_on(one), before["on"])
        found[one["cost"]] = {"cost": one["cost"], "amount": one["amount"] + before["amount"], "on": on}
    return found


def _by_day(amounts: Sequence[_Amount]) -> list[_Amount]:
    return sorted(amounts, key=_on)


def _on(one: _Amount | None) -> date:
    assert one is not None, "of two that are compared one is there"
    on: date | str = one["on"]
    return on if isinstance(on, date) else date.fromisoformat(on)

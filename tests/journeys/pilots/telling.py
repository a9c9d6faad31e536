"""What became of a household, a line for each thing, in the order of its days: to be laid beside what was expected."""

from collections.abc import AsyncIterator
from itertools import groupby

from tests.house.worlds.visiting import Told
from tests.journeys.pilots.casework import Case

_MOST = 200


async def story(case: Case) -> list[str]:
    """Every payment with the day on which it was executed, every message, every alarm, and every change of who pays.

    A payment that stands otherwise than executed, a message that was not sent, and an alarm that is not closed says so.
    """
    found = [
        *map(_payment, await _all(case, "householdPayments", "executeOn purpose occasion sum state payee")),
        *map(_message, await _all(case, "messages", "day kind subject state")),
        *map(_alarm, await _all(case, "householdAlarms", "raisedOn kind cost month state", state="CLOSED")),
        *map(_alarm, await _all(case, "householdAlarms", "raisedOn kind cost month state")),
        *[line async for line in _payers(case)],
    ]
    return sorted(found)


async def _all(case: Case, field: str, wanted: str, **only: str) -> list[Told]:
    asked = f"nodes {{ {wanted} }} pageInfo {{ hasNextPage }}"
    told = await case.office.sees("anna", field, asked, householdId=case.id, first=_MOST, **only)
    assert not told["pageInfo"]["hasNextPage"], "all of it was told"
    nodes: list[Told] = told["nodes"]
    return nodes


def _payment(one: Told) -> str:
    euros, cents = divmod(one["sum"], 100)
    line = f"{one['executeOn']}  paid     {one['purpose']} {one['occasion']} {euros}.{cents:02}"
    if one["payee"] == "CLIENT":
        line += " to the client"
    return line if one["state"] == "EXECUTED" else f"{line} {one['state'].lower()}"


def _message(one: Told) -> str:
    line = f"{one['day']}  told     {one['kind'].lower()} {one['subject']}".rstrip()
    return line if one["state"] == "SENT" else f"{line} {one['state'].lower()}"


def _alarm(one: Told) -> str:
    about = " ".join(filter(None, [one["kind"].lower(), (one["cost"] or "").lower(), one["month"]]))
    line = f"{one['raisedOn']}  alarm    {about}"
    return line if one["state"] == "CLOSED" else f"{line} {one['state'].lower()}"


async def _payers(case: Case) -> AsyncIterator[str]:
    """From which month on who pays a cost."""
    wanted = "... on PayerStrip { costs { cost months { month payer } } }"
    arguments = {"householdId": case.id, "fromMonth": "2026-02", "toMonth": "2026-12"}
    told = await case.office.sees("anna", "payerStrip", wanted, **arguments)
    for cost in told["costs"]:
        for payer, months in groupby(cost["months"], key=lambda one: one["payer"]):
            yield f"{next(months)['month']}     payer    {cost['cost'].lower()} {payer.lower()}"

"""Why the registry would not take over whom a household says is paid: kept and told without a name or a number.

What is refused is a cost, with everything that was told of it, or the whole household where the fault is its own; so a
reference in another scheme does not keep the client's own account, or another supplier, from being known.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.errors import Fault, InvalidInput
from services.errors import Refused as RefusedByRule
from services.iban import mask_ibans
from services.mandates.schemas import CaseloadHousehold
from services.schedule.payees.schemas import masked

Why = Sequence[Mapping[str, str | None]]
"""Every fault: where it stands, what it is, and its cure; about which cost, and whom it would be paid to, masked."""

_QUOTED = re.compile(r"‘[^’]*’")
_PAYEE = re.compile(r"payees\[(\d+)\]")
_CURE = "put it right, and say again who is paid"


class Refused(NamedTuple):
    """A cost of a household that the registry would not take over, and why; without a cost, the household itself."""

    household_id: UUID
    cost: str | None
    why: Why

    def written(self) -> dict[str, Any]:
        """As it is kept beside its page."""
        return {"householdId": str(self.household_id), "why": self.why}


class Refusal(NamedTuple):
    """What the registry has against whom a household says is paid; nothing was said of it since."""

    household_id: UUID
    reference: str
    import_id: UUID
    refused_at: datetime
    why: Why


def refused_of(refusal: InvalidInput | RefusedByRule, told: CaseloadHousehold) -> list[Refused]:
    """What is refused of a household that was told alone: the costs that have a fault, or all of it where one has none.

    What stands in quotes there, and whatever of it was told, is left out: it may be a name or a number.
    """
    said = sorted({*_said(told)}, key=len, reverse=True)
    faults = refusal.faults if isinstance(refusal, InvalidInput) else (Fault("", refusal.code, _CURE),)
    found: dict[str | None, list[Mapping[str, str | None]]] = {}
    for fault in faults:
        where = fault.where.removeprefix("households[0]").removeprefix(".")
        number = _PAYEE.match(where)
        payee = told.payees[int(number[1])] if number else None
        plainly = {"where": where, "what": _plain(fault.what, said), "cure": _plain(fault.cure, said) or _CURE}
        cost, name = (payee.cost, masked(payee.name)) if payee else (None, None)
        found.setdefault(cost, []).append({**plainly, "cost": cost, "payee": name})
    if None in found:
        return [Refused(told.id, None, [one for ones in found.values() for one in ones])]
    return [Refused(told.id, cost, ones) for cost, ones in found.items()]


def without(told: CaseloadHousehold, costs: Collection[str | None]) -> CaseloadHousehold:
    """What was told of the other costs."""
    return told.model_copy(update={"payees": [one for one in told.payees if one.cost not in costs]})


def _said(told: CaseloadHousehold) -> Iterator[str]:
    for one in told.payees:
        reference = one.reference.text if one.reference else None
        yield from (text for text in (one.name, one.iban, reference, one.customer_number) if text)


def _plain(text: str, said: Sequence[str]) -> str:
    for word in said:
        text = re.sub(re.escape(word), "…", text, flags=re.IGNORECASE)
    return _QUOTED.sub("‘…’", mask_ibans(text))

"""Why the registry would not take over whom a household says is paid: kept and told without a name or a number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.errors import Fault, InvalidInput, Refused
from services.iban import mask_ibans
from services.mandates.schemas import CaseloadHousehold

Why = Sequence[Mapping[str, str]]
"""Every fault: where it stands, what it is, and its cure."""

_QUOTED = re.compile(r"‘[^’]*’")
_CURE = "put it right, and say again who is paid"


class Refusal(NamedTuple):
    """What the registry has against whom a household says is paid; nothing was said of it since."""

    household_id: UUID
    reference: str
    import_id: UUID
    refused_at: datetime
    why: Why


def why(refusal: InvalidInput | Refused, told: CaseloadHousehold) -> Why:
    """Every fault that was found in what was told of this household alone.

    What stands in quotes there, and whatever of it was told, is left out: it may be a name or a number.
    """
    faults = refusal.faults if isinstance(refusal, InvalidInput) else [Fault("", refusal.code, _CURE)]
    said = sorted({*_said(told)}, key=len, reverse=True)
    return [
        {
            "where": fault.where.removeprefix("households[0]").removeprefix("."),
            "what": _plain(fault.what, said),
            "cure": _plain(fault.cure, said) or _CURE,
        }
        for fault in faults
    ]


def _said(told: CaseloadHousehold) -> Iterator[str]:
    for one in told.payees:
        reference = one.reference.text if one.reference else None
        yield from (text for text in (one.name, one.iban, reference, one.customer_number) if text)


def _plain(text: str, said: Sequence[str]) -> str:
    for word in said:
        text = re.sub(re.escape(word), "…", text, flags=re.IGNORECASE)
    return _QUOTED.sub("‘…’", mask_ibans(text))

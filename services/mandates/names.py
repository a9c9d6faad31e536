"""Names of people and firms: in letters that banks pass on, and masked wherever they need not be read whole."""

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field

from services.epc_text import epc_text

LONGEST_NAME = 70
"""Characters of a name that a SEPA payment passes on (EPC implementation guidelines)."""

_SHOWN = 2


@lru_cache(maxsize=4096)
def _as_banks_know_it(name: str) -> str:
    """The name with single spaces; cached, for a caseload names the same few suppliers over and over."""
    epc_text(name, LONGEST_NAME)
    return " ".join(name.split())


Name = Annotated[str, AfterValidator(_as_banks_know_it), Field(examples=["Woonstede Verhuur"])]
"""A name in letters that every bank passes on."""


def masked_name(name: str) -> str:
    """The first two letters of each word: enough to recognise, too little to use."""
    return " ".join(word[:_SHOWN] + "*" * (len(word) - _SHOWN) for word in name.split())


def masked_number(number: str) -> str:
    """The last two characters of a telephone number."""
    return "*" * (len(number) - _SHOWN) + number[-_SHOWN:]


def masked_address(address: str) -> str:
    """The first letter of an e-mail address, and where it is read."""
    box, _, place = address.rpartition("@")
    return f"{box[:1]}***@{place}"

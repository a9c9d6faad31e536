"""Verification of Payee: what the bank says about a name and an account number before either is trusted.

Since 9 October 2025 every bank in the euro area must answer (Regulation (EU) 2024/886). We ask when an account is
proposed, outside of any transaction; the port is whoever asks the bank.
"""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from services.iban import Iban

_AT_ONCE = 50


class VerificationResult(StrEnum):
    """The four answers that the scheme knows (EPC218-23)."""

    MATCH = "match"
    CLOSE_MATCH = "close_match"
    NO_MATCH = "no_match"
    NOT_POSSIBLE = "not_possible"


class Verification(Protocol):
    """Asks the payee's bank whether the account is that holder's."""

    async def __call__(self, name: str, iban: Iban, /) -> VerificationResult:
        """The bank's answer; `NOT_POSSIBLE` also where the bank does not answer."""
        ...


async def stand_in(name: str, iban: Iban, /) -> VerificationResult:
    """A bank that answers by rule, for sandboxes, demos and tests.

    No Dutch account: `not_possible`. The last word of the name is `Anders`: `no_match`; is `Bijna`: `close_match`.
    All other names match.
    """
    if iban.country != "NL":
        return VerificationResult.NOT_POSSIBLE
    return _BY_LAST_WORD.get(name.casefold().split()[-1], VerificationResult.MATCH)


_BY_LAST_WORD = {"anders": VerificationResult.NO_MATCH, "bijna": VerificationResult.CLOSE_MATCH}


async def ask_about(holders: Sequence[tuple[str, Iban]], ask: Verification) -> list[VerificationResult]:
    """What the banks say about each name and number; some fifty questions at a time are on their way."""
    answers: list[VerificationResult] = []
    for first in range(0, len(holders), _AT_ONCE):
        answers += await asyncio.gather(*(ask(name, iban) for name, iban in holders[first : first + _AT_ONCE]))
    return answers

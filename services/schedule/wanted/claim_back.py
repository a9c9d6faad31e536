"""The words by which a plan knows what comes back of a claim on toeslag. Pure.

They are words of `other_flow`: what leaves the client's account, and comes to the budget account on the same day.
"""

import re
from typing import Final, NamedTuple

from services.schedule.planning.policy import ToeslagKind

_REPAID: Final = re.compile(rf"({'|'.join(ToeslagKind)})_repaid_([1-9][0-9]*)")


class ClaimName(NamedTuple):
    """The `number`-th claim on a toeslag of a household."""

    toeslag: ToeslagKind
    number: int

    @property
    def leaves(self) -> str:
        """The word for what leaves the client's account."""
        return f"{self.toeslag}_back_{self.number}"

    @property
    def comes_back(self) -> str:
        """The word for what comes to the budget account."""
        return f"{self.toeslag}_repaid_{self.number}"


def claim_named(word: str) -> ClaimName | None:
    """The claim of which this word says that money came back; None for any other word.

    >>> claim_named("huurtoeslag_repaid_1")
    ClaimName(toeslag=<ToeslagKind.HUURTOESLAG: 'huurtoeslag'>, number=1)
    >>> claim_named("huurtoeslag")
    """
    found = _REPAID.fullmatch(word)
    return None if found is None else ClaimName(ToeslagKind(found[1]), int(found[2]))

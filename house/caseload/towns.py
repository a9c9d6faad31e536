"""Municipalities that are on no map, one for each way of working, each with its own account and payout day."""

from functools import cache
from typing import NamedTuple

from sandbox.accounts import TOWN_ACCOUNTS, example_iban
from services.schedule.policies.loading import shipped


class Town(NamedTuple):
    """A municipality with its policy and account; the benefit is paid on `payout_day`, `payout_offset` months later."""

    code: str
    name: str
    policy: str
    iban: str
    payout_day: int
    payout_offset: int


_NAMES = (
    "Nergenshuizen", "Voorbeeldam", "Fictum", "Proefstede", "Denkwijk aan Zee", "Verzonnendorp", "Papierveen",
    "Testerhaven", "Nepersloot", "Elderdijk",
)  # fmt: skip
_PAYOUTS = ((31, 0), (25, 0), (15, 1), (31, 0), (28, 0), (8, 1), (20, 0))
"""As municipalities really differ: most at the end of the month itself, some in the next one (in arrears)."""


@cache
def towns() -> tuple[Town, ...]:
    """A municipality for each policy that ships, in the order of the policies' names."""
    return tuple(_town(number, policy) for number, policy in enumerate(shipped()))


def _town(number: int, policy: str) -> Town:
    turn, place = divmod(number, len(_NAMES))
    name = _NAMES[place] if turn == 0 else f"{_NAMES[place]} {turn + 1}"
    day, offset = _PAYOUTS[number % len(_PAYOUTS)]
    return Town(f"GM{9001 + number}", name, policy, example_iban(TOWN_ACCOUNTS + number), day, offset)

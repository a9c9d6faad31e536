"""What may go wrong outside, how often and how late: a table. Pure.

Whether something befalls a payment, a bill or a statement is drawn from the seed, the household and what it is about, a
stream for each kind. So one more kind changes nothing for the others, and no order of looking matters.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from sandbox.draw import Draw
from services.errors import Fault as InputFault
from services.errors import InvalidInput


class Actor(StrEnum):
    """Who misbehaves."""

    BANK = "bank"
    SUPPLIERS = "suppliers"
    BENEFIT = "benefit"
    TOESLAGEN = "toeslagen"
    COA = "coa"


class Of(StrEnum):
    """What it befalls: a payment of ours, a statement, a day of an account, a collection that we expect, a bill that we
    pay, what its supplier answers about it, a payment of the benefit, or one of a toeslag; a supplier's word on who is
    to pay, and a letter that somebody waits for."""

    PAYMENT = "payment"
    STATEMENT = "statement"
    DAY = "day"
    COLLECTION = "collection"
    BILL = "bill"
    ANSWER = "answer"
    BENEFIT = "benefit"
    TOESLAG = "toeslag"
    HANDSHAKE = "handshake"
    LETTER = "letter"


class FaultKind(StrEnum):
    """What goes wrong, in a word."""

    REJECTED = "rejected"
    RETURNED = "returned"
    LOST = "lost"
    HELD_UP = "held_up"
    ANOTHER_AMOUNT = "another_amount"
    EXECUTED_TWICE = "executed_twice"
    EXECUTED_THOUGH_REJECTED = "executed_though_rejected"
    REJECTED_THOUGH_EXECUTED = "rejected_though_executed"
    WITHOUT_NAME = "without_name"
    STATEMENT_LATE = "statement_late"
    STATEMENT_MISSING = "statement_missing"
    STATEMENT_AGAIN = "statement_again"
    FEE = "fee"
    DRAWN_LATE = "drawn_late"
    DRAWN_NEVER = "drawn_never"
    DRAWN_TWICE = "drawn_twice"
    DRAWN_OTHERWISE = "drawn_otherwise"
    DRAWN_AND_REFUNDED = "drawn_and_refunded"
    DRAWN_WITHOUT_MANDATE = "drawn_without_mandate"
    NOT_BOOKED = "not_booked"
    BOOKED_OTHERWISE = "booked_otherwise"
    ANSWERED_LATE = "answered_late"
    ANSWERED_NEVER = "answered_never"
    BENEFIT_LATE = "benefit_late"
    BENEFIT_NEVER = "benefit_never"
    BENEFIT_TWICE = "benefit_twice"
    BENEFIT_OTHERWISE = "benefit_otherwise"
    BENEFIT_WITHOUT_NUMBER = "benefit_without_number"
    TOESLAG_LATE = "toeslag_late"
    TOESLAG_NEVER = "toeslag_never"
    TOESLAG_TWICE = "toeslag_twice"
    TOESLAG_OTHERWISE = "toeslag_otherwise"
    TOESLAG_WITHOUT_NUMBER = "toeslag_without_number"
    TOESLAG_TO_CLIENT = "toeslag_to_client"
    B12_LATE = "b12_late"
    B12_NEVER = "b12_never"
    HANDSHAKE_LATE = "handshake_late"
    HANDSHAKE_NEVER = "handshake_never"
    HANDSHAKE_REFUSED = "handshake_refused"
    HANDSHAKE_A_MONTH_LATER = "handshake_a_month_later"


class Fault(NamedTuple):
    """A kind of fault: whose, of what, in how many of a thousand cases, and how many bank days it takes (least, most).

    `is_odd` says that no rule may explain its booking: people have to see it.
    """

    kind: FaultKind
    actor: Actor
    of: Of
    per_thousand: int
    days: tuple[int, int] = (1, 1)
    is_odd: bool = False


_K, _A, _O = FaultKind, Actor, Of

FAULTS = (
    Fault(_K.REJECTED, _A.BANK, _O.PAYMENT, 4),
    Fault(_K.RETURNED, _A.BANK, _O.PAYMENT, 6, (1, 5)),
    Fault(_K.LOST, _A.BANK, _O.PAYMENT, 2),
    Fault(_K.HELD_UP, _A.BANK, _O.PAYMENT, 4, (1, 12)),
    Fault(_K.ANOTHER_AMOUNT, _A.BANK, _O.PAYMENT, 2, is_odd=True),
    Fault(_K.EXECUTED_TWICE, _A.BANK, _O.PAYMENT, 2, (1, 3), is_odd=True),
    Fault(_K.EXECUTED_THOUGH_REJECTED, _A.BANK, _O.PAYMENT, 2, (2, 4), is_odd=True),
    Fault(_K.REJECTED_THOUGH_EXECUTED, _A.BANK, _O.PAYMENT, 2, (1, 3)),
    Fault(_K.WITHOUT_NAME, _A.BANK, _O.PAYMENT, 4),
    Fault(_K.STATEMENT_LATE, _A.BANK, _O.STATEMENT, 20, (1, 4)),
    Fault(_K.STATEMENT_MISSING, _A.BANK, _O.STATEMENT, 15, (1, 6)),
    Fault(_K.STATEMENT_AGAIN, _A.BANK, _O.STATEMENT, 30, (1, 5)),
    Fault(_K.FEE, _A.BANK, _O.DAY, 10, is_odd=True),
    Fault(_K.DRAWN_LATE, _A.SUPPLIERS, _O.COLLECTION, 60, (1, 12)),
    Fault(_K.DRAWN_NEVER, _A.SUPPLIERS, _O.COLLECTION, 20),
    Fault(_K.DRAWN_TWICE, _A.SUPPLIERS, _O.COLLECTION, 20, (1, 4), is_odd=True),
    Fault(_K.DRAWN_OTHERWISE, _A.SUPPLIERS, _O.COLLECTION, 20, is_odd=True),
    Fault(_K.DRAWN_AND_REFUNDED, _A.SUPPLIERS, _O.COLLECTION, 20, (2, 20)),
    Fault(_K.DRAWN_WITHOUT_MANDATE, _A.SUPPLIERS, _O.BILL, 2, is_odd=True),
    Fault(_K.NOT_BOOKED, _A.SUPPLIERS, _O.ANSWER, 8, (3, 10)),
    Fault(_K.BOOKED_OTHERWISE, _A.SUPPLIERS, _O.ANSWER, 6, (3, 10)),
    Fault(_K.ANSWERED_LATE, _A.SUPPLIERS, _O.ANSWER, 15, (2, 8)),
    Fault(_K.ANSWERED_NEVER, _A.SUPPLIERS, _O.ANSWER, 8),
    Fault(_K.BENEFIT_LATE, _A.BENEFIT, _O.BENEFIT, 15, (1, 12)),
    Fault(_K.BENEFIT_NEVER, _A.BENEFIT, _O.BENEFIT, 5),
    Fault(_K.BENEFIT_TWICE, _A.BENEFIT, _O.BENEFIT, 4, (1, 4), is_odd=True),
    Fault(_K.BENEFIT_OTHERWISE, _A.BENEFIT, _O.BENEFIT, 6, is_odd=True),
    Fault(_K.BENEFIT_WITHOUT_NUMBER, _A.BENEFIT, _O.BENEFIT, 5),
    Fault(_K.TOESLAG_LATE, _A.TOESLAGEN, _O.TOESLAG, 30, (1, 15)),
    Fault(_K.TOESLAG_NEVER, _A.TOESLAGEN, _O.TOESLAG, 10),
    Fault(_K.TOESLAG_TWICE, _A.TOESLAGEN, _O.TOESLAG, 5, (1, 4), is_odd=True),
    Fault(_K.TOESLAG_OTHERWISE, _A.TOESLAGEN, _O.TOESLAG, 10, is_odd=True),
    Fault(_K.TOESLAG_WITHOUT_NUMBER, _A.TOESLAGEN, _O.TOESLAG, 5),
    Fault(_K.TOESLAG_TO_CLIENT, _A.TOESLAGEN, _O.TOESLAG, 15),
)
"""Oftener than in life, so that a year of trouble comes by in months. Of two that befall one thing the first counts.

What COA does is drawn with the caseload: there a B12 comes late, or never.
"""

ON_DEMAND = (
    Fault(_K.B12_LATE, _A.COA, _O.LETTER, 0, (10, 60)),
    Fault(_K.B12_NEVER, _A.COA, _O.LETTER, 0),
    Fault(_K.HANDSHAKE_LATE, _A.SUPPLIERS, _O.HANDSHAKE, 0, (3, 10)),
    Fault(_K.HANDSHAKE_NEVER, _A.SUPPLIERS, _O.HANDSHAKE, 0),
    Fault(_K.HANDSHAKE_REFUSED, _A.SUPPLIERS, _O.HANDSHAKE, 0),
    Fault(_K.HANDSHAKE_A_MONTH_LATER, _A.SUPPLIERS, _O.HANDSHAKE, 0),
)
"""What never happens by chance: letters that people of a simulation write themselves, and somebody in a sandbox may
want late."""

EVERY_KIND = frozenset(one.kind for one in FAULTS)
IS_ODD = frozenset(one.kind for one in FAULTS if one.is_odd)
_OF = {of: [one for one in FAULTS if one.of is of] for of in Of}
MISBEHAVE = tuple(actor for actor in Actor if any(one.actor is actor for one in FAULTS))
"""Those of whom chance makes something go wrong."""
_BY_ACTOR = {actor: frozenset(one.kind for one in FAULTS if one.actor is actor) for actor in MISBEHAVE}


class Befallen(NamedTuple):
    """What befell something, how many bank days that takes, further chances of its own, and what the bank says of it if
    that is settled (`AC04`)."""

    kind: FaultKind
    days: int
    draw: Draw
    code: str | None = None


class Chances:
    """What befalls whom, with this seed; only these kinds of fault happen, so many times as often as the table says."""

    def __init__(self, seed: int, kinds: Iterable[FaultKind], times: int = 1) -> None:
        self.seed = seed
        self._kinds = frozenset(kinds)
        self._times = times

    def befalls(self, of: Of, whose: int, what: str) -> Befallen | None:
        """What befalls this (`rent/2026-03`, or a day) of the household, or account, with that number."""
        for fault in _OF[of]:
            if fault.kind in self._kinds:
                draw = Draw(self.seed, whose, f"{fault.kind}/{what}")
                if draw.random() * 1000 < fault.per_thousand * self._times:
                    return Befallen(fault.kind, draw.randint(*fault.days), draw)
        return None


def kinds_named(words: str) -> frozenset[FaultKind]:
    """The faults that are named: `all`, `none`, or actors and kinds with commas between them; `InvalidInput`.

    >>> sorted(kinds_named("fee,rejected"))
    [<FaultKind.FEE: 'fee'>, <FaultKind.REJECTED: 'rejected'>]
    """
    found: frozenset[FaultKind] = frozenset()
    unknown = []
    for word in words.split(","):
        if word == "all":
            found |= EVERY_KIND
        elif word in _BY_ACTOR:
            found |= _BY_ACTOR[Actor(word)]
        elif word in EVERY_KIND:
            found |= {FaultKind(word)}
        elif word != "none":
            unknown.append(word)
    if unknown:
        cure = f"give all, none, {', '.join(MISBEHAVE)} or {', '.join(sorted(EVERY_KIND))}"
        raise InvalidInput([InputFault("faults", f"{word!r} is no fault", cure) for word in unknown])
    return found

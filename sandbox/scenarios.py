"""Worlds with a story: what happened to the pilots, and what else an office has to be ready for, by name. Pure.

What a scenario makes happen befalls every household, as often as there is occasion.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sandbox.faults import FaultKind
from sandbox.scripts import Script
from services.errors import Fault, InvalidInput


class Scenario(NamedTuple):
    """What happens in it, in one line, and what people should see of it; `source` is where it comes from."""

    name: str
    happens: str
    seen: str
    source: str
    scripts: Sequence[Script]


_K = FaultKind
_ITSELF = "any office"

SCENARIOS: Sequence[Scenario] = (
    Scenario(
        "energy-that-nobody-pays",
        "The energy supplier stops its own collection and never answers when it is asked to begin again.",
        "Alarms supplier_silent on the day after its deadline, and no_payer before the due day.",
        "Edam-Volendam (seed 001, lines 1744-1748)",
        [Script(_K.HANDSHAKE_NEVER, about="energy")],
    ),
    Scenario(
        "premium-drawn-twice",
        "The insurer draws the premium from the municipality's account although we pay it.",
        "A bank exception for each collection, by a mandate that nobody gave.",
        "the pilots (seed 001): the premium was paid twice",
        [Script(_K.DRAWN_WITHOUT_MANDATE, about="health_premium")],
    ),
    Scenario(
        "toeslagen-astray",
        "Dienst Toeslagen pays to the client's own account, who tells it eight bank days later.",
        "Task toeslag_missing five bank days after the pay day; when the client tells, toeslag_account_astray.",
        "the pilots (seed 001, lines 2858-2863)",
        [Script(_K.TOESLAG_TO_CLIENT)],
    ),
    Scenario(
        "toeslagen-late",
        "Every toeslag comes fifteen bank days late.",
        "Task toeslag_missing from the fifth of them on, until it comes.",
        "the pilots (seed 001): toeslagen take months",
        [Script(_K.TOESLAG_LATE, days=15)],
    ),
    Scenario(
        "b12-late",
        "COA's form B12 comes twenty days late, so that its allowance overlaps with the benefit.",
        "Task b12_expected is overdue, and says what each day costs.",
        "the pilots (seed 001, lines 1190-1234)",
        [Script(_K.B12_LATE, days=20)],
    ),
    Scenario(
        "no-money-for-food",
        "The bank gives leefgeld back: the client's account is closed (AC04).",
        "Task money_came_back, due on the day on which it is seen.",
        "the pilots (seed 001): fifteen euros for a month",
        [Script(_K.RETURNED, about="leefgeld", days=1, code="AC04")],
    ),
    Scenario(
        "late-confirmation",
        "Suppliers confirm three bank days after their deadline.",
        "Alarm supplier_silent until they do.",
        "Edam-Volendam (seed 001)",
        [Script(_K.HANDSHAKE_LATE, days=3)],
    ),
    Scenario(
        "supplier-refuses",
        "Suppliers say no: they know nobody by that number.",
        "The handshake is refused, with the supplier's reason, and whoever paid the cost goes on paying.",
        _ITSELF,
        [Script(_K.HANDSHAKE_REFUSED)],
    ),
    Scenario(
        "paid-and-not-booked",
        "Suppliers do not book what we paid, until they are shown the proof five bank days later.",
        "Task paid_not_booked, before the letter comes.",
        "Edam-Volendam (seed 001): letters came although the money had gone",
        [Script(_K.NOT_BOOKED, days=5)],
    ),
    Scenario(
        "suppliers-silent",
        "Suppliers never tell what they booked.",
        "Task booking_not_told, ten bank days after a statement showed the payment.",
        _ITSELF,
        [Script(_K.ANSWERED_NEVER)],
    ),
    Scenario(
        "rent-comes-back",
        "The bank gives the rent back two bank days later: no such account (AC01).",
        "Task money_came_back.",
        _ITSELF,
        [Script(_K.RETURNED, about="rent", days=2, code="AC01")],
    ),
    Scenario(
        "files-rejected",
        "The bank rejects every payment the next bank day (AM04, money is short).",
        "Task money_came_back for each; nothing is booked.",
        _ITSELF,
        [Script(_K.REJECTED, code="AM04")],
    ),
    Scenario(
        "benefit-never-comes",
        "The benefit is not paid.",
        "Task not_seen, once the statements reach five bank days past its day.",
        _ITSELF,
        [Script(_K.BENEFIT_NEVER)],
    ),
    Scenario(
        "statements-missing",
        "Each statement comes three bank days late, while those behind it come in time.",
        "Statements that wait for the one before them.",
        _ITSELF,
        [Script(_K.STATEMENT_MISSING, days=3)],
    ),
    Scenario(
        "statements-again",
        "Each statement comes again, once or twice.",
        "Nothing: a statement twice is the same as once.",
        _ITSELF,
        [Script(_K.STATEMENT_AGAIN, days=1)],
    ),
)

_BY_NAME = {one.name: one for one in SCENARIOS}


def scripts_of(names: Iterable[str]) -> list[Script]:
    """What these scenarios make happen; `InvalidInput` names each that there is none of."""
    asked = list(names)
    unknown = [(place, name) for place, name in enumerate(asked) if name not in _BY_NAME]
    if unknown:
        cure = f"give {', '.join(_BY_NAME)}"
        raise InvalidInput([Fault(f"scenarios[{place}]", f"{name!r} is no scenario", cure) for place, name in unknown])
    return [script for name in asked for script in _BY_NAME[name].scripts]

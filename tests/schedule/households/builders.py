"""A household's papers in the words of the API, and short ways from them to facts, a dossier and a plan.

The household is a single adult who leaves the azc on 3 February 2026 with four costs, a huurtoeslag and a zorgtoeslag:
the plain case of the planner's own examples.
"""

from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

from pydantic import TypeAdapter

from services.ids import SeededIds
from services.schedule.hand import Hand
from services.schedule.households.change import Household
from services.schedule.households.contents import Content, StatedContent
from services.schedule.households.dossier import Dossier
from services.schedule.households.facts import Fact, Statement, recorded
from services.schedule.households.planning import PlannedCase, planned
from services.schedule.households.rulebook import shipped_rules
from services.sealing import Keyring

Raw: TypeAlias = dict[str, Any]

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
KEYRING = Keyring({"test": bytes(range(32))}, "test", bytes(range(32, 64)))
RULES = shipped_rules()
HOUSEHOLD_ID = UUID("019b8d2b-8c00-79c9-8ee9-bce57c7b7939")

_CONTENT: TypeAdapter[Content] = TypeAdapter(StatedContent)

DEPARTURE: Raw = {"kind": "azc_departure", "on": "2026-02-03"}
B12: Raw = {"kind": "b12_received", "on": "2026-02-15"}
RENT: Raw = {"kind": "cost_contracted", "cost": "rent", "dueDay": 1, "firstMonth": "2026-03", "amount": 62000}
ENERGY: Raw = {"kind": "cost_contracted", "cost": "energy", "dueDay": 15, "firstMonth": "2026-03", "amount": 11000}
WATER: Raw = {"kind": "cost_contracted", "cost": "water", "dueDay": 20, "firstMonth": "2026-03", "amount": 1500}
PREMIUM: Raw = {
    "kind": "cost_contracted",
    "cost": "health_premium",
    "dueDay": 1,
    "firstMonth": "2026-03",
    "amount": 15900,
    "first": {"dueOn": "2026-03-01", "amount": 14764},
}
NEEDED: list[Raw] = [
    {"kind": "composition", "from": "2026-02-03", "householdType": "single"},
    DEPARTURE,
    {"kind": "benefit_norm", "from": "2026-02", "norm": "single"},
    {"kind": "coa_allowance", "from": "2026-02-03", "amount": 1000},
]
TOESLAGEN: list[Raw] = [
    {"kind": "toeslag_amount", "toeslag": "huurtoeslag", "from": "2026-03", "amount": 37400},
    {"kind": "toeslag_amount", "toeslag": "zorgtoeslag", "from": "2026-03", "amount": 12900},
    {"kind": "toeslag_applied", "toeslag": "huurtoeslag", "on": "2026-02-03"},
    {"kind": "toeslag_applied", "toeslag": "zorgtoeslag", "on": "2026-02-03"},
]
PAPERS: list[Raw] = [*NEEDED, RENT, ENERGY, WATER, PREMIUM, *TOESLAGEN]


def content(raw: Raw) -> Content:
    """What such a body states."""
    return _CONTENT.validate_python(raw)


def statement(raw: Raw, corrects: Fact | None = None, reason: str | None = None) -> Statement:
    """It as a statement, in the place of a fact if one is given."""
    return Statement(content(raw), corrects.id if corrects else None, reason)


def facts_of(*raws: Raw) -> list[Fact]:
    """These facts, recorded in this order."""
    ids = SeededIds("facts")
    return recorded([], [Statement(content(raw)) for raw in raws], "anna", NOW, lambda: ids.new_id(NOW))


def a_dossier(*raws: Raw) -> Dossier:
    """What stands after these facts."""
    return Dossier.of(facts_of(*raws))


def a_hand(now: datetime = NOW) -> Hand:
    """Anna's hand, by default on Monday 5 January 2026."""
    ids = SeededIds("hand")
    return Hand("anna", now, RULES, KEYRING, lambda: ids.new_id(now))


def a_household(*raws: Raw, policy: str = "den-haag", **given: Any) -> Household:
    """A household with these facts, in a municipality with that policy."""
    return Household(
        id=HOUSEHOLD_ID,
        reference="Z-2026-001",
        municipality="GM0518",
        municipal_policy=policy,
        registered_at=NOW,
        registered_by="anna",
        facts=facts_of(*raws),
        **given,
    )


def a_plan(*raws: Raw, policy: str = "den-haag") -> PlannedCase:
    """The plan that these facts make."""
    made = planned("household", a_dossier(*raws), policy, RULES)
    assert made is not None, "these facts make a plan"
    return made

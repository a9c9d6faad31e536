"""Households with a gap in their plan: the plain single adult, of whom somebody refused what the policy foresees."""

from datetime import date

from hypothesis import strategies as st

from services.schedule.bridging.trying import Trying
from tests.schedule.households.builders import B12, HOUSEHOLD_ID, PAPERS, RULES, TOESLAGEN, Raw, a_dossier

TODAY = date(2026, 2, 9)
"""The Monday after the first day of the right to bijstand, Sunday 8 February 2026."""


def decided(instrument: str, amount: int, on: str | None = None, **other: object) -> Raw:
    """A decision as a fact, of 8 February; 0 refuses what the policy foresees."""
    fact: Raw = {"kind": "bridging_decided", "instrument": instrument, "decidedOn": "2026-02-08", "amount": amount}
    return fact | ({"on": on} if on else {}) | other


NO_MINSTAND = decided("minstand", 0)
NO_GRANT = decided("grant", 0)
NO_LOAN = decided("loan", 0, repay={"mode": "none"})


def trying(policy: str, *facts: Raw) -> Trying:
    """The single adult under a policy, with these facts beside his papers."""
    return Trying(HOUSEHOLD_ID, a_dossier(*PAPERS, B12, *facts), policy, RULES)


@st.composite
def households(draw: st.DrawFn, policies: tuple[str, ...]) -> Trying:
    """A household with rent, energy and huurtoeslag as they may be, under one of these policies, of which none is
    granted."""
    rent, energy, due_day = (
        draw(st.integers(30_000, 95_000)),
        draw(st.integers(5_000, 25_000)),
        draw(st.integers(1, 31)),
    )
    floor = draw(st.integers(20_000, 60_000))
    facts: list[Raw] = [one for one in PAPERS if one.get("cost") not in ("rent", "energy") and one not in TOESLAGEN]
    facts += [
        {"kind": "cost_contracted", "cost": "rent", "dueDay": due_day, "firstMonth": "2026-03", "amount": rent},
        {"kind": "cost_contracted", "cost": "energy", "dueDay": 15, "firstMonth": "2026-03", "amount": energy},
        {"kind": "floor_assessed", "from": "2026-02-08", "amount": floor},
        {"kind": "toeslag_amount", "toeslag": "huurtoeslag", "from": "2026-03", "amount": draw(st.integers(0, 45_000))},
        {"kind": "toeslag_applied", "toeslag": "huurtoeslag", "on": "2026-02-03"},
    ]  # fmt: skip
    dossier = a_dossier(*facts, B12, NO_MINSTAND, NO_GRANT, NO_LOAN)
    return Trying(HOUSEHOLD_ID, dossier, draw(st.sampled_from(policies)), RULES)


DEAR: list[Raw] = [one | {"amount": 100000} if one.get("cost") == "rent" else one for one in PAPERS]
"""The papers of the single adult with a rent of € 1,000: until the toeslagen come no month is carried."""

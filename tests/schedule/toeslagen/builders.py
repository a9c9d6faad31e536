"""A huurtoeslag of € 374 a month from March on that was applied for when the household left the azc, 3 February 2026.

Dienst Toeslagen pays on 20 April, 20 May, 22 June and 20 July; the relief ends on 7 August.
"""

from datetime import date

from services.months import parse_month
from services.schedule.planning.case import Account
from services.schedule.planning.policy import ToeslagKind
from services.schedule.toeslagen.arrival import Arrival
from services.schedule.toeslagen.known import KnownToeslag, known_toeslagen
from services.schedule.toeslagen.standing import Reclaim, Standing, standing
from tests.schedule.households.builders import NEEDED, RENT, Raw, a_dossier, a_plan

AMOUNT: Raw = {"kind": "toeslag_amount", "toeslag": "huurtoeslag", "from": "2026-03", "amount": 37400}
APPLIED: Raw = {"kind": "toeslag_applied", "toeslag": "huurtoeslag", "on": "2026-02-03"}
DECIDED: Raw = {"kind": "toeslag_decided", "toeslag": "huurtoeslag", "on": "2026-04-17"}
IN_TIME: list[Raw] = [AMOUNT, APPLIED, DECIDED]
"""Decided on 17 April, so that March, April and May come on the 20th: € 1,122."""


def known(*facts: Raw, kind: str = "huurtoeslag", policy: str = "den-haag") -> KnownToeslag:
    """What is known of it after these facts."""
    raws = [*NEEDED, RENT, *facts]
    found = known_toeslagen(a_dossier(*raws), a_plan(*raws, policy=policy).case)
    return next(one for one in found if one.kind == kind)


def stands(
    *facts: Raw,
    on: str,
    came: list[Arrival] | None = None,
    accepted: tuple[str, ...] = (),
    policy: str = "den-haag",
    claims: list[Reclaim] | None = None,
) -> Standing:
    """Where it stands on a day."""
    months, day = {parse_month(month) for month in accepted}, date.fromisoformat(on)
    return standing(known(*facts, policy=policy), came or [], day, months, claims=claims or [])


def came(on: str, amount: int, first: str, last: str | None = None, account: Account = Account.BUDGET) -> Arrival:
    """Money that came for these months."""
    return Arrival(parse_month(first), parse_month(last or first), amount, date.fromisoformat(on), account)


HUURTOESLAG = ToeslagKind.HUURTOESLAG

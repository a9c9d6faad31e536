"""What the look at self-reliance proposes about the end of the relief. Pure.

Who manages by himself is let go of; who does not is a reason to go on by Participatiewet art. 57 (seed 001, lines
4523-4528: six months are too short for some, so go on where in doubt). What lies between is weighed by a person.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from services.months import day_in, month_of
from services.schedule.households.contents import SelfReliance, SelfRelianceChecked
from services.schedule.households.dossier import Dossier

COUNTS_FOR: Final = 3
"""Months: a look at self-reliance counts for the end of the relief if it is not older than this."""


class Proposal(StrEnum):
    """What is proposed to whoever decides about the end: that it ends, that it goes on, or nothing by itself."""

    END = "end"
    EXTEND = "extend"
    PERSON_DECIDES = "person_decides"


_PROPOSES = {SelfReliance.SUFFICIENT: Proposal.END, SelfReliance.INSUFFICIENT: Proposal.EXTEND}


def newest_check(dossier: Dossier, ends_on: date) -> SelfRelianceChecked | None:
    """The newest look at self-reliance that counts for a relief that ends on a day."""
    since = day_in(month_of(ends_on) - COUNTS_FOR, ends_on.day)
    return next((one for one in reversed(dossier.each(SelfRelianceChecked)) if one.on >= since), None)


def proposal(dossier: Dossier, ends_on: date) -> Proposal | None:
    """What it proposes; None before anybody looked."""
    check = newest_check(dossier, ends_on)
    if check is None:
        return None
    return _PROPOSES.get(check.found, Proposal.PERSON_DECIDES) if check.found else Proposal.PERSON_DECIDES

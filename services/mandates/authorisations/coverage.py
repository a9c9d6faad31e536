"""Whether a cost may be paid out of somebody's money as far as the client's word goes. Pure; the release asks it."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.mandate_events import AuthorisationState
from services.mandates.authorisations.authorisation import Authorisation, Duty
from services.mandates.costs import Cost


class Ground(StrEnum):
    """On what ground is paid: two articles of the Participatiewet, an agreement with the client, or a bridging."""

    ARTICLE_56A = "56a"
    ARTICLE_57 = "57"
    VOLUNTARY = "voluntary"
    BRIDGING = "bridging"


_LAYS_A_DUTY = frozenset({Ground.ARTICLE_56A, Ground.ARTICLE_57})


class CoveredBy(StrEnum):
    """What carries a payment: the client's word, or the law's."""

    AUTHORISATION = "authorisation"
    DUTY = "duty"


class Covered(NamedTuple):
    """This cost may be paid."""

    by: CoveredBy


class NotCovered(StrEnum):
    """Why this cost may not be paid."""

    NOT_ASKED = "not_asked"
    NOT_ANSWERED = "not_answered"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    REFUSED = "refused"
    REVOKED = "revoked"
    EXEMPTED = "exempted"


def coverage(authorisation: Authorisation | None, cost: Cost, on: date, ground: Ground) -> Covered | NotCovered:
    """Whether a cost may be paid on a day on this ground, given the newest word of the client (`in_force`).

    What the client chose is covered while it holds. What he did not choose is carried by the duty of art. 56a and 57,
    until somebody exempted it; an agreement and a bridging decision lay no duty on anybody and stand on his word alone.
    """
    if authorisation is not None and authorisation.covers(cost, on):
        return Covered(CoveredBy.AUTHORISATION)
    if ground not in _LAYS_A_DUTY:
        return _why_not(authorisation, cost, on)
    if authorisation is not None and authorisation.duty is Duty.EXEMPTED and cost in authorisation.without(on):
        return NotCovered.EXEMPTED
    return Covered(CoveredBy.DUTY)


def _why_not(authorisation: Authorisation | None, cost: Cost, on: date) -> NotCovered:
    if authorisation is None or cost not in authorisation.asked:
        return NotCovered.NOT_ASKED
    if cost in authorisation.refused:
        return NotCovered.REFUSED
    if cost not in authorisation.costs or authorisation.state is AuthorisationState.ASKED:
        return NotCovered.NOT_ANSWERED
    if authorisation.signed_on is not None and on < authorisation.signed_on:
        return NotCovered.NOT_YET_IN_FORCE
    return NotCovered.REVOKED

"""The client's word, and the law's behind it: which of them carries a payment, and why neither does."""

from datetime import date

import pytest

from services.mandate_events import AuthorisationState as State
from services.mandates.authorisations.authorisation import Authorisation, Duty
from services.mandates.authorisations.coverage import Covered, CoveredBy, Ground, NotCovered, coverage
from services.mandates.costs import Cost
from tests.mandates.authorisations.test_authorisation import GIVEN

BY_WORD, BY_LAW = Covered(CoveredBy.AUTHORISATION), Covered(CoveredBy.DUTY)
IN_MARCH = date(2026, 3, 1)
UNDECIDED = GIVEN._replace(duty=Duty.UNDECIDED, refused_by="anna")
EXEMPTED = UNDECIDED._replace(duty=Duty.EXEMPTED)
REVOKED = UNDECIDED._replace(state=State.REVOKED, ends_on=IN_MARCH)
ASKED = GIVEN._replace(state=State.ASKED, costs=(), refused=(), signed_on=None, evidence=None)
REFUSED = ASKED._replace(state=State.REFUSED, refused=(Cost.RENT, Cost.ENERGY), duty=Duty.UNDECIDED)


@pytest.mark.parametrize("ground", list(Ground))
def test_what_the_client_chose_is_covered_on_every_ground(ground: Ground) -> None:
    assert coverage(UNDECIDED, Cost.RENT, IN_MARCH, ground) == BY_WORD


@pytest.mark.parametrize("ground", [Ground.ARTICLE_56A, Ground.ARTICLE_57])
@pytest.mark.parametrize(
    ("word", "cost"),
    [(None, Cost.RENT), (ASKED, Cost.RENT), (REFUSED, Cost.RENT), (UNDECIDED, Cost.WATER), (UNDECIDED, Cost.TV),
     (REVOKED, Cost.RENT), (EXEMPTED._replace(duty=Duty.STANDS), Cost.WATER)],
)  # fmt: skip
def test_without_the_clients_word_the_duty_of_the_law_carries_a_cost(
    ground: Ground, word: Authorisation | None, cost: Cost
) -> None:
    assert coverage(word, cost, IN_MARCH, ground) == BY_LAW


@pytest.mark.parametrize("ground", [Ground.ARTICLE_56A, Ground.ARTICLE_57])
def test_what_was_exempted_the_client_pays(ground: Ground) -> None:
    assert coverage(EXEMPTED, Cost.WATER, IN_MARCH, ground) is NotCovered.EXEMPTED
    assert coverage(REFUSED._replace(duty=Duty.EXEMPTED), Cost.RENT, IN_MARCH, ground) is NotCovered.EXEMPTED


def test_an_exemption_is_about_what_was_refused_and_nothing_else() -> None:
    assert coverage(EXEMPTED, Cost.RENT, IN_MARCH, Ground.ARTICLE_56A) == BY_WORD
    assert coverage(EXEMPTED, Cost.TV, IN_MARCH, Ground.ARTICLE_56A) == BY_LAW


def test_what_was_taken_back_and_exempted_is_covered_until_the_day_it_ends() -> None:
    exempted = REVOKED._replace(duty=Duty.EXEMPTED)
    assert coverage(exempted, Cost.RENT, date(2026, 2, 28), Ground.ARTICLE_56A) == BY_WORD
    assert coverage(exempted, Cost.RENT, IN_MARCH, Ground.ARTICLE_56A) is NotCovered.EXEMPTED


@pytest.mark.parametrize("ground", [Ground.VOLUNTARY, Ground.BRIDGING])
@pytest.mark.parametrize(
    ("word", "cost", "reason"),
    [
        (None, Cost.RENT, NotCovered.NOT_ASKED),
        (UNDECIDED, Cost.TV, NotCovered.NOT_ASKED),
        (ASKED, Cost.RENT, NotCovered.NOT_ANSWERED),
        (REFUSED, Cost.WATER, NotCovered.NOT_ANSWERED),
        (REFUSED, Cost.RENT, NotCovered.REFUSED),
        (UNDECIDED, Cost.WATER, NotCovered.REFUSED),
        (REVOKED, Cost.RENT, NotCovered.REVOKED),
        (GIVEN._replace(signed_on=date(2026, 3, 2)), Cost.RENT, NotCovered.NOT_YET_IN_FORCE),
    ],
)
def test_an_agreement_stands_on_the_clients_word_alone(
    ground: Ground, word: Authorisation | None, cost: Cost, reason: NotCovered
) -> None:
    assert coverage(word, cost, IN_MARCH, ground) is reason


def test_a_duty_that_stands_carries_no_agreement() -> None:
    stands = REFUSED._replace(duty=Duty.STANDS)
    assert coverage(stands, Cost.RENT, IN_MARCH, Ground.VOLUNTARY) is NotCovered.REFUSED

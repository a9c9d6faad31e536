"""What is found for a page is what is found for each line by itself, and what the rules of the other rooms say."""

from datetime import date
from random import Random
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.mandate_events import Payer
from services.mandates.accounts.account import Owner
from services.mandates.arrangements import payer_repository, repository
from services.mandates.arrangements.arrangement import in_force
from services.mandates.arrangements.payer import holds_in
from services.mandates.release.deciding import TO_CLIENT, Line
from services.mandates.release.repository import facts_of
from services.mandates.release.service import release
from tests.mandates.arrangements.builders import APRIL, FEBRUARY, JULY, MARCH
from tests.mandates.callers import KEYRING
from tests.mandates.conftest import DEN_HAAG, a_household
from tests.mandates.release.conftest import ON, OWN, Registry
from tests.superuser import as_superuser

PAYERS = (Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.CLIENT_PAYS, Payer.CLIENT_PAYS_WATCHED)
PLACES = 9


@pytest.fixture
async def street(desk: Registry, strangers_household: UUID) -> list[UUID]:
    """Households of every sort: in order, pulled from, paid by themselves, begun a moment ago, strangers', nobody's."""
    found = [await desk.household(), await desk.household(["rent"], Payer.SUPPLIER_PULLS)]
    found.append(await desk.household(["rent"], Payer.CLIENT_PAYS))
    for number in range(3):
        found.append(a_household(desk.admin_url, desk.organisation, desk.new_id(), f"KAAL-{number}", DEN_HAAG))
    await desk.arrange(found[3], "rent", Payer.WE_PUSH)
    await desk.account(Owner(household_id=found[4]), *OWN, is_approved=False)
    return [*found, strangers_household, desk.new_id(), found[0]]


LINES = st.builds(
    lambda place, cost, month, amount, day, ground: (place, Line("", cost, month, amount, day, ground)),
    st.integers(0, PLACES - 1),
    st.sampled_from(["rent", "energy", "water", TO_CLIENT]),
    st.sampled_from([FEBRUARY - 1, FEBRUARY, MARCH, APRIL]),
    st.sampled_from([0, 60000, 70001]),
    st.sampled_from([date(2026, 1, 10), date(2026, 3, 2), date(2029, 3, 2)]),
    st.sampled_from(["56a", "57", "voluntary", "bridging"]),
)


@given(pages=st.lists(st.lists(LINES, min_size=1, max_size=40), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_page_of_all_sorts_is_answered_as_its_lines_are_one_by_one(
    desk: Registry, street: list[UUID], pages: list[list[tuple[int, Line]]]
) -> None:
    async with desk.database.reading(desk.organisation) as session:
        for page in pages:
            lines = [line._replace(household=str(street[place])) for place, line in page]
            together = await release(session, KEYRING, ON, lines, None)
            alone = [await release(session, KEYRING, ON, [line], None) for line in lines]
            assert together.decided == [one.decided[0] for one in alone]
            assert together.versions == {name: version for one in alone for name, version in one.versions.items()}


async def test_arrangement_and_payer_of_a_month_are_those_of_their_rules(desk: Registry) -> None:
    """Fifty households with arrangements and rows of record in any order of months, some of them of one month."""
    draw = Random(7)
    households = [
        a_household(desk.admin_url, desk.organisation, desk.new_id(), f"ZAAK-{number}", DEN_HAAG)
        for number in range(50)
    ]
    with as_superuser(desk.admin_url, "mandates") as connection:
        for household in households:
            _some_history(connection, desk, household, draw)
    months = range(FEBRUARY - 1, JULY + 1)
    lines = [
        Line(str(one), cost, month, 1, ON, "56a")
        for one in households
        for cost in ("rent", "energy")
        for month in months
    ]
    async with desk.database.reading(desk.organisation) as session:
        known = await facts_of(session, KEYRING, lines, None)
        arrangements = await repository.arrangements_of(session, KEYRING, households)
        entries = await payer_repository.entries_of(session, households)
    seen = 0
    for line, facts in zip(lines, known.facts, strict=True):
        household = UUID(line.household)
        arranged = in_force((one for one in arrangements[household] if one.cost == line.cost), line.month)
        held = holds_in((one for one in entries[household] if one.cost == line.cost), line.month)
        if arranged is None or held is None:
            assert facts.arranged is None
            continue
        seen += 1
        assert facts.arranged is not None
        assert (facts.arranged.consent_most, facts.arranged.payer) == (arranged.terms.consent_most, held.payer)
    assert seen > 100


def _some_history(connection: psycopg.Connection, desk: Registry, household: UUID, draw: Random) -> None:
    for cost in ("rent", "energy"):
        ids = sorted(desk.new_id() for _ in range(draw.randrange(4)))
        for one in ids:
            connection.execute(
                "insert into arrangement (organisation_id, id, household_id, cost, supplier_id, from_month, bills_to,"
                " consent_most, made_at, made_by)"
                " values (%s, %s, %s, %s, %s, %s, 'client', %s, '2026-01-05T08:00Z', 'anna')",
                [desk.organisation, one, household, cost, desk.suppliers[cost], draw.randrange(FEBRUARY, JULY),
                 draw.randrange(1, 10**9)],
            )  # fmt: skip
        for number in range(1, draw.randrange(1, 5) if ids else 1):
            connection.execute(
                "insert into payer_of_record (organisation_id, household_id, cost, sequence, from_month, payer,"
                " arrangement_id, cause, at, by)"
                " values (%s, %s, %s, %s, %s, %s, %s, 'initial', '2026-01-05T08:00Z', 'anna')",
                [desk.organisation, household, cost, number, draw.randrange(FEBRUARY, JULY), draw.choice(PAYERS),
                 draw.choice(ids)],
            )  # fmt: skip

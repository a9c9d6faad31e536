"""With what July implies, August matches fully; an amount or a sign that differs is flagged and not swallowed."""

from collections import Counter
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from tests.conftest import admin_url, another_organisation, organisation
from tests.schedule.conftest import municipalities
from tests.schedule.households.builders import KEYRING, PAPERS
from tests.schedule.matching.persona import ACCOUNT, ARRANGED, Arranged
from tests.schedule.matching.treasury import Treasury
from tests.schedule.statements.files import Line, stmt
from tests.superuser import as_superuser

__all__ = ["admin_url", "another_organisation", "municipalities", "organisation"]
"""It begins before the month that the rest of the room begins with."""

BESIDE_THE_CHECKOUT = Path(__file__).parents[4] / "shared" / "bank-samples"
AUGUST = BESIDE_THE_CHECKOUT / "Persona 1 Periode 202408 CAMT.053.xml"
IN_AUGUST = [one for one in ARRANGED if one.august]
CAME = {one.kind: one.cents for one in IN_AUGUST if one.cents > 0}
WENT = {one.kind: -one.cents for one in IN_AUGUST if one.cents < 0}


@pytest.fixture
async def persona(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Treasury:
    """The persona's household, with July's arrangements remembered and July's money on its budget."""
    treasury = Treasury(database, organisation, clock, admin_url)
    household = await treasury.office.register("PERSONA-1", *PAPERS, paid_to=[])
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute("update municipality set iban = %s where code = 'GM0518'", [ACCOUNT])
        for number, one in enumerate(ARRANGED):
            connection.execute(
                "insert into remembered_payer (organisation_id, id, direction, counterparty, words, kind, household_id,"
                " amount, remembered_by, remembered_at) values (%s, %s, %s, %s, %s, %s, %s, %s, 'anna', %s)",
                [
                    organisation,
                    UUID(int=number),
                    "credit" if one.cents > 0 else "debit",
                    KEYRING.lookup(one.iban),
                    [KEYRING.lookup(word) for word in one.words],
                    one.kind,
                    household,
                    abs(one.cents),
                    clock.now(),
                ],
            )
    await takes_in(treasury, *[line(one, date(2024, 7, one.july)) for one in in_order(ARRANGED)], opening=1_000_00)
    assert treasury.oddities() == []
    return treasury


def in_order(arranged: tuple[Arranged, ...] | list[Arranged]) -> list[Arranged]:
    """As a bank books them for whoever has no reserves: what comes in first."""
    return sorted(arranged, key=lambda one: one.cents < 0)


def line(one: Arranged, on: date, cents: int | None = None) -> Line:
    return Line(one.cents if cents is None else cents, "NOTPROVIDED", on, "", one.iban, f"{one.text} {on:%B}")


async def takes_in(treasury: Treasury, *lines: Line, opening: int) -> None:
    number = len(treasury.rows("select id from schedule.statement")) + 1
    statement = stmt(*lines, number=number, opening=opening, on=max(one.booked_on for one in lines), account=ACCOUNT)
    assert await treasury.desk.take(statement) == ["taken"]
    await treasury.match()


def shared_in_august(treasury: Treasury) -> dict[str, int]:
    """Cents by kind, of the bookings of the second statement."""
    rows = treasury.rows(
        "select split_part(subject, '/', 1) as kind, share.amount from schedule.bank_share as share"
        " join schedule.statement on statement.id = share.statement_id where place = 2"
    )
    return dict(Counter({row["kind"]: row["amount"] for row in rows}))


STANDS = 1_000_00 + sum(one.cents for one in ARRANGED)


async def test_august_matches_fully(persona: Treasury) -> None:
    await takes_in(persona, *[line(one, date(2024, 8, one.august or 1)) for one in in_order(IN_AUGUST)], opening=STANDS)
    assert persona.oddities() == []
    assert shared_in_august(persona) == CAME | WENT
    assert persona.broken() == {}


async def test_the_banks_own_file_of_august_matches_fully(persona: Treasury) -> None:
    """Where the file is not there, the test before this one has said it all."""
    if AUGUST.exists():
        taken = await persona.desk.take_in(AUGUST.read_bytes(), "august.xml")
        assert [one.statement.state for one in taken.statements] == ["taken"]
        await persona.match()
        assert persona.oddities() == []
        assert shared_in_august(persona) == CAME | WENT
        assert persona.broken() == {}


@pytest.mark.parametrize("kind", [one.kind for one in IN_AUGUST])
async def test_an_amount_that_differs_is_flagged_with_the_household(persona: Treasury, kind: str) -> None:
    changed = [
        line(one, date(2024, 8, one.august or 1), one.cents + (1 if one.kind == kind else 0))
        for one in in_order(IN_AUGUST)
    ]
    await takes_in(persona, *changed, opening=STANDS)
    (odd,) = persona.rows("select oddity, amount, household_id is not null as known from schedule.bank_exception")
    amount = (CAME | WENT)[kind] + (1 if kind in CAME else -1)
    assert odd == {"oddity": "amount_differs", "amount": amount, "known": True}
    assert kind not in shared_in_august(persona)
    assert persona.broken() == {}


async def test_a_sign_that_differs_is_flagged_and_shared_out_to_nobody(persona: Treasury) -> None:
    turned = [line(one, date(2024, 8, one.august or 1), -one.cents) for one in IN_AUGUST]
    await takes_in(persona, *turned, opening=STANDS)
    assert Counter(oddity for oddity, _ in persona.oddities()) == {"unknown_debit": 5, "unknown_credit": 3}
    assert shared_in_august(persona) == {}
    assert persona.broken() == {}

"""What the registry would not take over stands on a list, with its cure and without a name, until something else is
said.
"""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.errors import Fault, InvalidInput
from services.mandates.schemas import CaseloadHousehold, CaseloadPayee, CaseloadReference
from services.schedule.registry.delivery import PayeeDelivery
from services.schedule.registry.refusal import Refused, refused_of
from tests.schedule.callers import Caller, a_caller
from tests.schedule.imports.builders import a_csv, a_row
from tests.schedule.imports.test_endpoints import taken_in
from tests.schedule.registry.neighbours import a_delivery, household_ids
from tests.schedule.registry.test_delivery import OTHER_SCHEME, WHY

ROWS = [a_row(reference=f"Z-{number}", rent__reference=f"Klant {number}") for number in (1, 2, 3)]
MENDED = {"rent.referenceKind": "free_text", "rent.reference": "Klant 8"}


@pytest.fixture
async def delivery(admin_url: str) -> AsyncIterator[PayeeDelivery]:
    async with a_delivery(admin_url) as opened:
        yield opened


@pytest.fixture
async def refused(anna: Caller, delivery: PayeeDelivery, organisation: UUID, admin_url: str) -> dict[str, UUID]:
    """Three households, of which the registry refuses the second and the third; their ids."""
    await taken_in(anna, a_csv(ROWS[0], *({**row, **a_row(**OTHER_SCHEME), "reference": row["reference"]}
                                          for row in ROWS[1:])))  # fmt: skip
    await delivery.hand_over(str(organisation))
    return household_ids(admin_url)


async def test_whoever_was_refused_is_named_with_every_fault_and_its_cure(
    anna: Caller, refused: dict[str, UUID]
) -> None:
    first = (await anna.get("/registry-refusals", limit=1)).json()
    second = (await anna.get("/registry-refusals", limit=1, cursor=first["nextCursor"])).json()
    assert second["nextCursor"] is None
    listed = [*first["items"], *second["items"]]
    assert [(one["reference"], one["householdId"], one["faults"]) for one in listed] == [
        (name, str(refused[name]), [WHY]) for name in ("Z-2", "Z-3")
    ]
    assert {one["refusedAt"] for one in listed} == {"2026-01-05T08:00:00Z"}


async def test_once_something_else_was_handed_over_it_is_no_longer_told_and_a_new_refusal_is(
    anna: Caller, refused: dict[str, UUID], delivery: PayeeDelivery, organisation: UUID
) -> None:
    again = a_row(**OTHER_SCHEME) | {"rent.reference": "RF712348231"}
    await taken_in(anna, a_csv(ROWS[1] | MENDED, again | {"reference": "Z-3"}))
    assert (await anna.get("/registry-refusals")).json()["items"] == []
    await delivery.hand_over(str(organisation))
    assert [one["reference"] for one in (await anna.get("/registry-refusals")).json()["items"]] == ["Z-3"]


async def test_nobody_else_sees_it(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, stranger: Caller, refused: dict[str, UUID]
) -> None:
    elsewhere = a_caller(app, issuer, organisation, municipalities=["GM0637"])
    for caller in (stranger, elsewhere):
        assert (await caller.get("/registry-refusals")).json() == {"items": [], "nextCursor": None}


def test_no_name_and_no_number_is_kept_of_what_was_told() -> None:
    payee = CaseloadPayee(
        cost="rent",
        name="J. Verhuurder",
        iban="NL91ABNA0417164300",
        reference=CaseloadReference(kind="free_text", text="Klant 12"),
        valid_from=date(2026, 2, 1),
        customer_number="KL-12",
    )
    told = CaseloadHousehold(
        id=UUID(int=1), reference="Z-1", municipality="GM0518", policy="den-haag", payees=[payee], papers_missing=()
    )
    what = "j. verhuurder wants klant 12 and not KL-12 at NL20INGB0001234567"
    kept = refused_of(InvalidInput([Fault("households[0].payees[0].name", what, "write ‘J. V.’")]), told)
    plainly = "… wants … and not … at NL20**********4567"
    shown = {"where": "payees[0].name", "what": plainly, "cure": "write ‘…’", "cost": "rent", "payee": "J. Ve********"}
    assert kept == [Refused(told.id, "rent", [shown])]


def test_a_fault_of_the_household_itself_refuses_all_of_it() -> None:
    payee = CaseloadPayee(cost="rent", name="J. Verhuurder", iban="NL91ABNA0417164300", valid_from=date(2026, 2, 1))
    told = CaseloadHousehold(
        id=UUID(int=1), reference="Z-1", municipality="GM0518", policy="den-haag", payees=[payee], papers_missing=()
    )
    faults = [
        Fault("households[0].payees[0].iban", "is another's", "copy it again"),
        Fault("households[0].municipality", "you do not work for GM0518", "leave it out"),
    ]
    (kept,) = refused_of(InvalidInput(faults), told)
    assert (kept.cost, [one["cost"] for one in kept.why]) == (None, ["rent", None])

"""Journals over HTTP: exported once, listed, downloaded as CSV and JSON, under the organisation's own codes."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import DEN_HAAG
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import FEBRUARY


@pytest.fixture
def piet(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.PROPOSER], subject="piet")


@pytest.fixture
def ad(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> Caller:
    return a_caller(app, issuer, organisation, [Role.ADMINISTRATOR], subject="ad")


THROUGH = {"through": FEBRUARY.date().isoformat()}


async def test_a_month_is_exported_listed_and_downloaded(
    treasury: Treasury, piet: Caller, ada: Caller, stranger: Caller
) -> None:
    await treasury.says(*[one.line() for one in treasury.payments()])
    treasury.clock.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC))
    made = await piet.post("/journal-exports", THROUGH)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["number"], told["through"], told["madeBy"]) == (1, THROUGH["through"], "piet")
    assert (await ada.get("/journal-exports")).json()["items"] == [told]
    path = made.headers["Location"].removeprefix("/v1")
    assert (await ada.get(path)).json() == told
    content = await ada.get(f"{path}/content")
    assert content.headers["content-type"] == "text/csv; charset=utf-8"
    assert (sha256(content.content).hexdigest(), len(content.content)) == (told["sha256"], told["bytes"])
    lines = (await ada.get(f"{path}/content", format="json")).json()["lines"]
    assert len(lines) == 2 * told["entries"] == len(content.text.splitlines()) - 1
    assert sum(one["debitCents"] for one in lines) == told["sum"]["amount"]
    rent = next(one for one in lines if one["subject"] == "rent/2026-03")
    (run,) = treasury.rows("select id from schedule.payment_run")
    (statement,) = treasury.rows("select id from schedule.statement")
    assert (rent["run"], rent["statement"], rent["municipality"]) == (str(run["id"]), str(statement["id"]), DEN_HAAG)
    bank = next(one for one in lines if one["account"] == "1100")
    assert (bank["household"], bank["statement"]) == (None, str(statement["id"]))
    assert treasury.broken() == {}
    assert (await stranger.get(f"{path}/content")).status_code == 404


async def test_days_are_exported_once_and_only_when_they_are_over(treasury: Treasury, piet: Caller) -> None:
    assert (await piet.post("/journal-exports", THROUGH)).json()["type"].endswith(":day-is-not-over")
    treasury.clock.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC))
    first = await piet.post("/journal-exports", THROUGH, key="one")
    assert (await piet.post("/journal-exports", THROUGH, key="one")).json() == first.json()
    assert (await piet.post("/journal-exports", THROUGH)).json()["type"].endswith(":days-are-exported")


async def test_an_organisation_gives_its_own_codes(treasury: Treasury, ad: Caller, ada: Caller) -> None:
    set_to = {"account": "minstand", "code": "A.131-02", "name": "Vordering minstand ontzorgen"}
    answer = await ad.post("/journal-accounts", set_to)
    assert (answer.status_code, answer.json()["setBy"], answer.json()["group"]) == (201, "ad", "claims")
    told = (await ada.get("/journal-accounts")).json()
    codes = {one["account"]: (one["code"], one["setBy"]) for one in told["items"]}
    assert (codes["minstand"], codes["loans"]) == (("A.131-02", "ad"), ("1320", None))
    assert told["source"].startswith("this product")
    assert (await ad.post("/journal-accounts", {**set_to, "code": "=1+1"})).status_code == 400
    assert (await ada.post("/journal-accounts", set_to)).status_code == 403


async def test_a_journal_is_of_all_municipalities_and_of_those_who_may_file(
    treasury: Treasury, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID, ada: Caller
) -> None:
    treasury.clock.move_to(datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert (await ada.post("/journal-exports", THROUGH)).status_code == 403
    roles = [Role.PROPOSER, Role.AUDITOR]
    one_town = a_caller(app, issuer, organisation, roles, subject="cor", municipalities=[DEN_HAAG])
    assert (await one_town.post("/journal-exports", THROUGH)).json()["type"].endswith(":not-all-municipalities")
    assert (await one_town.get("/journal-exports")).json()["type"].endswith(":not-all-municipalities")
    assert treasury.rows("select * from schedule.journal_export") == []

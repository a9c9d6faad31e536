"""Municipalities and policies over HTTP."""

from uuid import UUID

from fastapi import FastAPI

from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.schedule.policies.loading import shipped
from tests.schedule.callers import Caller, a_caller
from tests.schedule.conftest import CAPELLE, DEN_HAAG


async def test_an_organisation_sees_its_municipalities_with_their_policies(anna: Caller) -> None:
    answer = await anna.get("/municipalities")
    assert answer.json() == {
        "items": [
            {
                "code": CAPELLE,
                "name": "Capelle aan den IJssel",
                "policy": "capelle",
                "iban": "NL91**********4300",
            },
            {"code": DEN_HAAG, "name": "Den Haag", "policy": "den-haag", "iban": "NL91**********4300"},
        ],
        "nextCursor": None,
    }


async def test_who_works_for_one_municipality_sees_no_other(
    app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    bram = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], municipalities=[CAPELLE])
    assert [one["code"] for one in (await bram.get("/municipalities")).json()["items"]] == [CAPELLE]
    assert (await bram.get(f"/municipalities/{CAPELLE}")).status_code == 200
    assert (await bram.get(f"/municipalities/{DEN_HAAG}")).status_code == 404


async def test_municipalities_come_a_page_at_a_time(anna: Caller) -> None:
    first = (await anna.get("/municipalities", limit=1)).json()
    second = (await anna.get("/municipalities", limit=1, cursor=first["nextCursor"])).json()
    assert [one["code"] for one in first["items"] + second["items"]] == [CAPELLE, DEN_HAAG]
    assert second["nextCursor"] is None


async def test_every_policy_of_the_product_can_be_read(anna: Caller) -> None:
    answer = (await anna.get("/policies", limit=200)).json()
    assert [one["name"] for one in answer["items"]] == sorted(shipped())


async def test_a_policy_says_what_no_source_states(anna: Caller) -> None:
    policy = (await anna.get("/policies/den-haag")).json()
    assert (policy["method"], policy["routes"]["rent"]) == ("budgetbeheer", "always")
    assert policy["inferred"]["leefgeld.day"].startswith("the pilot says a fixed moment in the month")


async def test_a_policy_that_does_not_exist_is_not_found(anna: Caller) -> None:
    assert (await anna.get("/policies/utrecht")).status_code == 404


async def test_without_the_scope_nothing_is_told(app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID) -> None:
    narrow = a_caller(app, issuer, organisation, [Role.CASE_MANAGER], scopes=["households:read"])
    for path in ("/municipalities", f"/municipalities/{DEN_HAAG}", "/policies", "/policies/den-haag"):
        assert (await narrow.get(path)).status_code == 403

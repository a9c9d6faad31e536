"""An alarm of a household around which nobody stands is not nobody's: approvers find it among their own."""

from datetime import date
from uuid import UUID

from fastapi import FastAPI

from house.doctor.waiting import waiting
from house.issuer import DevelopmentIssuer
from services.auth import Role
from tests.mandates.alarms.conftest import Looks
from tests.mandates.alarms.households import otherwise
from tests.mandates.alarms.test_endpoints import listed
from tests.mandates.alarms.test_service import FIRST_TOLD, TOO_MUCH
from tests.mandates.answers import made
from tests.mandates.callers import Caller, a_caller
from tests.mandates.conftest import CAPELLE

CONTACT = {"role": "contact", "subject": "anna", "fromDay": "2026-01-01"}
REGISSEUR = {"role": "regisseur", "subject": "rosa", "fromDay": "2026-01-01"}


async def test_what_nobody_owns_is_among_the_approvers_own_until_somebody_comes(
    well: UUID, looks: Looks, admin_url: str, anna: Caller, bram: Caller
) -> None:
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    assert [one["owner"] for one in await listed(bram, mine=True)] == [None]
    assert await listed(anna, mine=True) == []
    assert [one["kind"] for one in await listed(anna, withoutOwner=True)] == ["amount_beyond_consent"]
    made(await anna.post(f"/households/{well}/team-members", CONTACT))
    assert await listed(bram, mine=True) == []
    assert await listed(anna, withoutOwner=True) == []
    assert [one["owner"] for one in await listed(anna, mine=True)] == ["anna"]


async def test_what_is_escalated_while_there_is_no_regisseur_is_the_approvers_and_then_hers(
    well: UUID, looks: Looks, admin_url: str, anna: Caller, bram: Caller
) -> None:
    made(await anna.post(f"/households/{well}/team-members", CONTACT))
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    assert await listed(bram, mine=True) == []
    await looks(date(2026, 1, 27))
    shown = [(one["state"], one["owner"], one["escalatedTo"]) for one in await listed(bram, mine=True)]
    assert shown == [("escalated", "anna", None)]
    made(await anna.post(f"/households/{well}/team-members", REGISSEUR))
    assert await listed(bram, mine=True) == []
    assert [one["escalatedTo"] for one in await listed(anna, mine=True)] == ["rosa"]


async def test_an_approver_of_another_municipality_finds_none(
    well: UUID, looks: Looks, admin_url: str, app: FastAPI, issuer: DevelopmentIssuer, organisation: UUID
) -> None:
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    elsewhere = a_caller(app, issuer, organisation, [Role.APPROVER], subject="els", municipalities=[CAPELLE])
    assert await listed(elsewhere, mine=True) == []


async def test_the_doctor_names_what_nobody_owns(well: UUID, looks: Looks, admin_url: str, anna: Caller) -> None:
    otherwise(admin_url, TOO_MUCH)
    await looks(FIRST_TOLD)
    says = "alarms that nobody owns, for nobody stands around the household"
    assert [(one.concern.says, one.times) for one in waiting(admin_url)] == [(says, 1)]
    made(await anna.post(f"/households/{well}/team-members", CONTACT))
    assert waiting(admin_url) == []

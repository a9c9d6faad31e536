"""The command of a person and the service that it knocks at, together: what comes back, and what is said of it."""

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from house.catalogue import implementation
from house.issuer import DevelopmentIssuer
from services.auth import Role
from services.errors import InvalidInput
from services.schedule.schemas import CaseloadImport
from tests.conftest import an_organisation
from tests.schedule.imports.builders import FULL_ROW, a_csv, a_row
from tests.superuser import as_superuser

command: Any = implementation("import")
EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "caseload.csv"


@pytest.fixture
def token(issuer: DevelopmentIssuer, organisation: UUID) -> str:
    return issuer.issue(organisation, [Role.SYSTEM], subject="the suite")


async def handed_in(app: FastAPI, token: str, content: bytes) -> CaseloadImport:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://house.test") as http:
        outcome: CaseloadImport = await command.sent(http, token, content, "text/csv")
        return outcome


async def test_a_person_is_told_what_a_file_came_to(app: FastAPI, token: str) -> None:
    first = await handed_in(app, token, a_csv(FULL_ROW, a_row(reference="Z-2")))
    assert command.told(first) == (
        "2 households, read as UTF-8: 2 new, 0 changed, 0 as they were.\n16 facts recorded, 2 plans made."
    )
    again = await handed_in(app, token, a_csv(FULL_ROW, a_row(reference="Z-2")))
    assert command.told(again) == "Nothing changed: this very file was taken in on 05-01-2026 by the suite."


async def test_every_fault_comes_back_as_it_was_told(app: FastAPI, token: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await handed_in(app, token, a_csv(a_row(norm="singel"), a_row(reference="Z-2", rent__dueDay="40")))
    assert [str(fault).split(": ")[0] for fault in refusal.value.faults] == ["rows[2].norm", "rows[3].rent.dueDay"]


async def test_the_example_in_the_documentation_can_be_handed_in(
    app: FastAPI, issuer: DevelopmentIssuer, admin_url: str
) -> None:
    organisation = an_organisation(admin_url, UUID(int=77), "Sociale Dienst Voorbeeldland")
    with as_superuser(admin_url) as connection:
        for number, policy in enumerate(("den-haag", "statutory", "capelle"), start=9001):
            values = [organisation, f"GM{number}", "Nergens", policy, "NL91ABNA0417164300"]
            connection.execute("insert into schedule.municipality values (%s, %s, %s, %s, %s)", values)
    outcome = await handed_in(app, issuer.issue(organisation, [Role.SYSTEM]), EXAMPLE.read_bytes())
    assert (outcome.rows, outcome.registered, outcome.plans) == (3, 3, 2)

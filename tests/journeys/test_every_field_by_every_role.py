"""Every query and mutation, by every role and by another organisation: done as documented, or refused with nothing
changed. Read from the schema and the services' documents, so that a new field is covered by being there.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from gateway.contract import Operation
from gateway.graph.fields import called
from gateway.graph.schema import make_schema
from services.auth import ROLES, Role
from tests.gateway.documents_of_fields import Asked, documents, operations_by_field
from tests.journeys.conftest import Enter
from tests.journeys.town import Town
from tests.rows import Rows, everything_of
from tests.things_to_ask_about import things
from tests.thoroughness import spread
from tests.visitors import Visitor

REFUSALS = ("NotFound", "InvalidInput", "Refused", "NoSuch")
OF_NOBODY = {"policy", "supplierCard"}
"""What every organisation may see: the ways of working, and what is known of suppliers."""
SERVICES = ("schedule", "mandates", "notify")


def rows(admin_url: str) -> dict[str, Rows]:
    return {service: everything_of(admin_url, service) for service in SERVICES}


async def refused(visitor: Visitor, one: Asked) -> Mapping[str, str]:
    """The code by which each field was refused; what is not refused is left out."""
    told: dict[str, Any] = (await visitor.send(one.text, **one.variables)).json()
    return {error["path"][0]: error["extensions"]["code"] for error in told.get("errors", ())}


def test_every_field_is_an_operation_of_a_service() -> None:
    schema = make_schema()._schema
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    assert {*schema.query_type.fields, *schema.mutation_type.fields} == operations_by_field().keys()


@pytest.mark.parametrize("role", spread(list(Role), 3))
async def test_a_role_does_what_its_scopes_allow_and_the_rest_is_refused_and_changes_nothing(
    enter: Enter, admin_url: str, role: Role
) -> None:
    somebody, before = enter("somebody", role), rows(admin_url)

    def may(operation: Operation) -> bool:
        return ROLES[role].issuperset(operation.scopes)

    for one in documents(make_schema()._schema, lambda operation: not may(operation)):
        assert await refused(somebody, one) == dict.fromkeys(one.fields, "may-not")
    assert rows(admin_url) == before
    for one in documents(make_schema()._schema, may):
        codes = set((await refused(somebody, one)).values())
        assert {code for code in codes if not code.startswith("no-such-")} <= {"invalid-input"}


@pytest.mark.long
async def test_another_organisation_finds_nothing_of_ours_in_any_field_and_changes_nothing(
    enter: Enter, town: Town, another_organisation: UUID, admin_url: str
) -> None:
    ours = await things(town)
    stranger, before = enter("stranger", *Role, of=another_organisation), rows(admin_url)

    def known(operation: Operation, argument: str) -> str | None:
        if argument == "idempotencyKey":
            return f"of-{operation.name}"
        parts = {called(operation, one.field): one.name for one in operation.named_parts}
        return ours[operation.service].get(parts[argument]) if argument in parts else None

    def of_ours(operation: Operation) -> bool:
        return bool(operation.named_parts) and operation.name != "adoptSupplierCard"

    for one in documents(make_schema()._schema, of_ours, known):
        told = (await stranger.send(one.text, **one.variables)).json()["data"]
        found = {name: answer["__typename"] for name, answer in told.items() if answer and name not in OF_NOBODY}
        assert {name: kind for name, kind in found.items() if not kind.startswith(REFUSALS)} == {}
    assert rows(admin_url) == before

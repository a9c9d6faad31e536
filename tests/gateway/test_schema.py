"""The schema: kept beside the code, open to questions in development, closed in production."""

from dataclasses import replace
from pathlib import Path

import pytest

import gateway
from gateway.contract import Contract
from gateway.graph.names import TwoOfOneNameError
from gateway.graph.schema import make_schema, schema_of, sdl
from house.commands import graphql_schema
from house.commands.graphql_schema import run
from tests.gateway.conftest import MakeVisitor, Schedule
from tests.gateway.documents import two_services
from tests.visitors import Visitor

KEPT = Path(gateway.__file__).parent.parent / "docs" / "schema.graphql"
INTROSPECTION = "{ __schema { types { name } } }"


def test_the_schema_in_the_documentation_is_that_of_the_code() -> None:
    assert KEPT.read_text() == sdl(), "./ontzorg graphql-schema > docs/schema.graphql"


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    from argparse import ArgumentParser

    parser = ArgumentParser()
    graphql_schema.add_arguments(parser)
    assert run(parser.parse_args([])) == 0
    assert capsys.readouterr().out == sdl()


def test_every_amount_is_cents_and_no_integer_of_32_bits() -> None:
    amounts = ("amount", "sum", "balance", "payable", "deepest", "rest", "ownCosts", "deepestGap", "costs")
    types = make_schema()._schema.type_map.values()
    told = {
        f"{made.name}.{name}": str(field.type)
        for made in types
        for name, field in getattr(made, "fields", {}).items()
        if name in amounts
    }
    assert len(told) > 60
    assert {name for name, kind in told.items() if "Int" in kind} == set()


def test_every_type_says_what_it_is() -> None:
    schema = make_schema()._schema
    silent = [
        name
        for name, kind in schema.type_map.items()
        if not name.startswith("__") and not kind.description and name not in ("String", "Int", "Boolean", "Float")
    ]
    assert silent == []


async def test_production_answers_no_question_about_itself(roos: Visitor, schedule: Schedule) -> None:
    told = (await roos.send(INTROSPECTION)).json()
    assert told["data"] is None
    assert "introspection" in told["errors"][0]["message"]


async def test_production_corrects_nobodys_spelling(roos: Visitor) -> None:
    told = (await roos.send("{ househol(id: 1) { __typename } }")).json()
    assert told["errors"][0]["message"] == "Cannot query field 'househol' on type 'Query'."


async def test_development_answers_questions_and_helps_with_spelling(visit: MakeVisitor) -> None:
    developer = visit(development=True)
    names = {one["name"] for one in (await developer.ask(INTROSPECTION))["__schema"]["types"]}
    assert {"Household", "Plan", "SamePerson"} <= names
    told = (await developer.send("{ househol { __typename } }")).json()
    assert "Did you mean 'household' or 'households'?" in told["errors"][0]["message"]


def test_two_services_with_an_operation_of_one_name_are_no_graph() -> None:
    both = two_services()
    again = tuple(replace(one, service="notify") for one in both.operations if one.name == "getHousehold")
    schemas = {**both.schemas, **{("notify", name): schema for (_, name), schema in both.schemas.items()}}
    with pytest.raises(TwoOfOneNameError, match="household: of two services"):
        schema_of(Contract(both.operations + again, schemas))

"""The schema: kept beside the code, open to questions in development, closed in production."""

from pathlib import Path

import pytest

import gateway
from gateway.schema import make_schema, sdl
from house.commands import graphql_schema
from house.commands.graphql_schema import run
from tests.gateway.conftest import MakeVisitor, Schedule
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
    amounts = ("amount:", "balance:", "payable:", "deepest:", "rest:", "received:", "ownCosts:", "deepestGap:")
    lines = [line.strip() for line in sdl().splitlines()]
    told = [line for line in lines if line.startswith(amounts)]
    assert len(told) == 27
    assert [line for line in told if "Cents" not in line] == []


def test_every_type_says_what_it_is() -> None:
    schema = make_schema()._schema
    silent = [
        name
        for name, kind in schema.type_map.items()
        if not name.startswith("__") and not kind.description and name not in ("UUID", "String", "Int", "Boolean")
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
    assert "Did you mean 'household'?" in told["errors"][0]["message"]

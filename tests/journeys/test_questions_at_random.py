"""Whatever is asked of the graph, or told to do, it answers: what is valid by its schema is done or refused by name,
and nothing breaks. Documents are drawn from the schema, field by field.
"""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from gateway.graph.schema import make_schema
from services.auth import Role
from services.errors import Problem
from tests.gateway.documents_of_fields import SOME_ID
from tests.journeys.conftest import Enter
from tests.thoroughness import times
from tests.visitors import Visitor

AT_RANDOM = settings(
    max_examples=times(1, 10),
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SCALARS = {
    "UUID": st.just(nodes.String(SOME_ID)),
    "Cents": st.integers(-5, 2**40).map(nodes.Int),
    "Date": st.dates().map(lambda day: nodes.String(day.isoformat())),
    "DateTime": st.sampled_from(["2026-03-01T08:00:00Z", "9999-12-31T23:59:59-12:00"]).map(nodes.String),
    "Month": st.sampled_from(["0001-01", "2026-03", "9999-12"]).map(nodes.String),
    "JSON": st.sampled_from(["", "some words"]).map(nodes.String),
}


def drawn(kind: Any, field: str) -> list[str]:
    """Some documents that ask that field."""
    found: list[str] = []

    @AT_RANDOM
    @given(kind(make_schema()._schema, fields=[field], custom_scalars=SCALARS))
    def draw(document: str) -> None:
        found.append(document)

    draw()
    return found


async def broke(visitor: Visitor, document: str) -> list[str]:
    """What an answer says of a fault of ours."""
    answer = await visitor.send(document)
    if answer.status_code >= 500:
        return [answer.text]
    said = [error["message"] for error in answer.json().get("errors", [])]
    return [message for message in said if message == Problem.title or "not understood" in message]


@pytest.mark.long
async def test_a_valid_document_never_breaks_the_house(enter: Enter) -> None:
    somebody, schema = enter("somebody", *Role), make_schema()._schema
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    asked = [(queries, field) for field in schema.query_type.fields]
    asked += [(mutations, field) for field in schema.mutation_type.fields]
    documents = [document for kind, field in asked for document in await asyncio.to_thread(drawn, kind, field)]
    assert {document: said for document in documents if (said := await broke(somebody, document))} == {}

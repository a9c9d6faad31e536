"""The sandbox by GraphQL: worlds are made and moved as by its routes, of which this is made."""

from functools import cache
from typing import Any
from uuid import UUID

import httpx
from fastapi import APIRouter, Request

from gateway.asking import Services
from gateway.context import Context
from gateway.contract import sandbox_contract
from gateway.endpoint import Question, answer
from gateway.graph.schema import GatewaySchema, schema_of
from gateway.kept_documents import KeptDocuments
from gateway.limits import LARGEST_BODY
from house.composition.clients import client_within
from services.auth import Caller

_LONGEST = 60.0
"""Seconds; a move of a clock is waited for by itself."""

_ANYBODY = Caller(UUID(int=0), "anybody", frozenset(), frozenset())
_DOCUMENTS = KeptDocuments({})

router = APIRouter()


@router.post("/graphql", max_body_size=LARGEST_BODY, include_in_schema=False)
async def ask_sandbox(question: Question, request: Request) -> dict[str, Any]:
    """Answer a question about worlds, or do what it says; nobody is asked who he is."""
    document = _DOCUMENTS.text(question.document_id, question.query)
    way: httpx.AsyncClient = client_within(request.app)
    async with way:
        context = Context(_ANYBODY, Services({"sandbox": way}, "nobody"), look_every=1.0)
        return await answer(sandbox_schema(), document, question, context, _LONGEST)


@cache
def sandbox_schema() -> GatewaySchema:
    """The graph of worlds, which answers questions about itself."""
    return schema_of(sandbox_contract(), development=True)

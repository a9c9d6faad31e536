"""The page behind an answer link: for people, so it is no part of the API's document; it does what the API does."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import ValidationError
from sqlalchemy import text

from services.answer_page import (
    LARGEST_FORM,
    PageLanguage,
    Typed,
    answered_with,
    fields_of,
    language_of,
    refused_with,
)
from services.database import Database, Session, organisation_of
from services.errors import InvalidInput, Problem
from services.mandates.arrangements import answer_link_service
from services.mandates.arrangements.answer_link import Ticket, read_token
from services.mandates.arrangements.answer_page import answered_page, question_page
from services.mandates.arrangements.answer_words import PROBLEMS
from services.mandates.arrangements.handshake_schemas import NewReply
from services.mandates.dependencies import Keys
from services.mandates.hand import Hand
from services.mandates.looking import look_again
from services.problem_json import faults_among
from services.reading import unfit
from services.sealing import Keyring
from services.sessions import is_by, writing
from services.web import ClockDep

router = APIRouter(include_in_schema=False)

_Token = Annotated[str, Path(max_length=200)]
_Lang = Annotated[str, Query(max_length=10)]
_NAME = text("select name from organisation where id = :id")
_FIELDS = ("answer", "month", "reason", "customerNumber")


@router.get("/answers/{token}/page")
async def show_question(token: _Token, request: Request, keyring: Keys, clock: ClockDep, lang: _Lang = "") -> Response:
    """What is asked, with the form; or what was answered."""
    language = language_of(lang, request.headers.get("accept-language", ""))
    try:
        ticket = read_token(keyring, token)
        is_by(request, ticket.organisation_id, "answer link")
        async with _database(request).reading(ticket.organisation_id) as session:
            asked = await answer_link_service.question(session, keyring, ticket, clock.now())
            if asked.given is not None:
                return answered_with(answered_page(asked.given, language), language)
            name = (await session.execute(_NAME, {"id": ticket.organisation_id})).scalar_one()
            return answered_with(question_page(asked, name, language), language)
    except Problem as problem:
        return refused_with(problem, language, PROBLEMS)


@router.post("/answers/{token}/page", max_body_size=LARGEST_FORM)
async def take_form(token: _Token, request: Request, keyring: Keys, clock: ClockDep, lang: _Lang = "") -> Response:
    """Take what somebody typed as the supplier's answer, once; the same again is the same answer."""
    language = language_of(lang, request.headers.get("accept-language", ""))
    fields = _fields(await request.body())
    try:
        ticket = read_token(keyring, token)
        is_by(request, ticket.organisation_id, "answer link")
        async with writing(request, ticket.organisation_id) as session:
            hand = Hand.of(session, "answer link", clock.now(), keyring)
            try:
                said = _said(fields)
            except InvalidInput as wrong:
                page = await _again(session, keyring, ticket, hand, Typed(fields, wrong.faults), language)
                return answered_with(page, language, HTTPStatus.BAD_REQUEST)
            given = said.reply(), said.reason or "", said.customer_number
            reply = await answer_link_service.answer(session, hand, ticket, *given)
            await look_again(session, hand)
    except Problem as problem:
        return refused_with(problem, language, PROBLEMS)
    return answered_with(answered_page(reply, language), language)


async def _again(
    session: Session, keyring: Keyring, ticket: Ticket, hand: Hand, typed: Typed, language: PageLanguage
) -> str:
    asked = await answer_link_service.question(session, keyring, ticket, hand.now)
    name = (await session.execute(_NAME, {"id": organisation_of(session)})).scalar_one()
    return question_page(asked, name, language, typed)


def _fields(body: bytes) -> Mapping[str, str]:
    """What was filled in; a field that does not belong to the choice is left out, as it stands filled in from the
    beginning."""
    found = fields_of(body, _FIELDS)
    if found.get("answer") == "refused":
        found.pop("month", None)
    return found


def _said(fields: Mapping[str, str]) -> NewReply:
    if faults := list(unfit(dict(fields))):
        raise InvalidInput(faults)
    try:
        return NewReply.model_validate(dict(fields))
    except ValidationError as refusal:
        raise InvalidInput(faults_among(refusal)) from None


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database

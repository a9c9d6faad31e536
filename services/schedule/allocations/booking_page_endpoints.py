"""The page behind a booking link: for people, so it is no part of the API's document.

The token stands in the URL, so nothing personal is in it, and the log shows the route alone.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import text

from services.answer_page import (
    LARGEST_FORM,
    Typed,
    answered_with,
    fields_of,
    language_of,
    refused_with,
)
from services.answer_token import Opened
from services.database import Database, ReadSession
from services.errors import InvalidInput, Problem
from services.schedule.allocations import booking_link_service
from services.schedule.allocations.booking_link import FIELDS, read_token, reply_in
from services.schedule.allocations.booking_page import answered_page, question_page
from services.schedule.allocations.booking_words import PROBLEMS
from services.schedule.dependencies import Keys, Rules
from services.schedule.hand import Hand
from services.sessions import is_by, writing
from services.web import ClockDep

router = APIRouter(include_in_schema=False)

_Token = Annotated[str, Path(max_length=200)]
_Lang = Annotated[str, Query(max_length=10)]
_NAME = text("select name from organisation where id = :id")


@router.get("/answers/{token}/page")
async def show_booking_question(
    token: _Token, request: Request, keyring: Keys, clock: ClockDep, lang: _Lang = ""
) -> Response:
    """What is asked, with the form; or what was answered."""
    language = language_of(lang, request.headers.get("accept-language", ""))
    try:
        opened = read_token(keyring, token)
        is_by(request, opened.organisation_id, "booking link")
        async with _database(request).reading(opened.organisation_id) as session:
            asked = await booking_link_service.question(session, opened, clock.now())
            if asked.given is not None:
                return answered_with(answered_page(asked.given, language), language)
            return answered_with(question_page(asked, await _name(session, opened), language), language)
    except Problem as problem:
        return refused_with(problem, language, PROBLEMS)


@router.post("/answers/{token}/page", max_body_size=LARGEST_FORM)
async def take_booking_form(
    token: _Token, request: Request, keyring: Keys, rules: Rules, clock: ClockDep, lang: _Lang = ""
) -> Response:
    """Take what somebody typed as the supplier's answer, once; the same again is the same answer."""
    language = language_of(lang, request.headers.get("accept-language", ""))
    fields = fields_of(await request.body(), FIELDS)
    try:
        opened = read_token(keyring, token)
        is_by(request, opened.organisation_id, "booking link")
        try:
            async with writing(request, opened.organisation_id) as session:
                hand = Hand.of(session, "booking link", clock.now(), rules, keyring)
                reply = await booking_link_service.answer(session, hand, opened, reply_in(fields))
        except InvalidInput as wrong:
            async with _database(request).reading(opened.organisation_id) as session:
                asked = await booking_link_service.question(session, opened, clock.now())
                again = question_page(asked, await _name(session, opened), language, Typed(fields, wrong.faults))
            return answered_with(again, language, HTTPStatus.BAD_REQUEST)
    except Problem as problem:
        return refused_with(problem, language, PROBLEMS)
    return answered_with(answered_page(reply, language), language)


async def _name(session: ReadSession, opened: Opened) -> str:
    name: str = (await session.execute(_NAME, {"id": opened.organisation_id})).scalar_one()
    return name


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database

"""Words over HTTP, for our own people and services: which came, what they say, what became of them.

What a word says may hold a customer number or somebody's own words, so it is asked for by itself.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.auth import requires
from services.idempotency import Answer, CommandDep, KeyInFlight, KeyUsedBefore, answer_once
from services.machine import CannotHappen
from services.notify.dependencies import Keys, Writer
from services.notify.words import repository, service
from services.notify.words.schemas import TellableType, Word, WordContent, WordFilter, WordReason, WordStep
from services.notify_events import WordType
from services.openapi import problems
from services.sessions import Reading, Writing
from services.web import ClockDep
from services.wire import Page, PageRequest

router = APIRouter(tags=["words"])

_READS = [requires("webhooks:read")]


@router.get("/word-types", dependencies=_READS)
async def list_word_types(page: Annotated[PageRequest, Query()]) -> Page[TellableType]:
    """What a supplier can tell us, and the JSON Schema of how."""
    after = page.after(WordType)
    kinds = sorted(kind for kind in WordType if after is None or kind > after[0])
    return Page.cut([TellableType.of(kind) for kind in kinds], page.limit, lambda one: (one.type,))


@router.get("/words", dependencies=_READS)
async def list_words(session: Reading, asked: Annotated[WordFilter, Query()]) -> Page[Word]:
    """What suppliers told, in the order in which it came."""
    after = asked.after(UUID)
    found = await repository.words(session, asked.wanted(), after[0] if after else None, asked.limit + 1)
    return Page.cut([Word.of(one) for one in found], asked.limit, lambda one: (one.id,))


@router.get("/words/{word_id}", dependencies=_READS)
async def get_word(word_id: UUID, session: Reading) -> Word:
    """A word as it stands now."""
    return Word.of(await repository.word(session, word_id))


@router.get("/words/{word_id}/content", dependencies=[requires("words:read")])
async def get_word_content(word_id: UUID, session: Reading, keyring: Keys) -> WordContent:
    """What a word says."""
    kept = await repository.word(session, word_id)
    return WordContent.of(kept, await repository.says(session, keyring, word_id))


@router.get("/words/{word_id}/steps", dependencies=_READS)
async def list_word_steps(
    word_id: UUID, session: Reading, keyring: Keys, page: Annotated[PageRequest, Query()]
) -> Page[WordStep]:
    """All that became of a word, oldest first."""
    after = page.after(int)
    await repository.word(session, word_id)
    found = await repository.steps(session, keyring, word_id, after[0] if after else 0, page.limit + 1)
    return Page.cut([WordStep.of(one) for one in found], page.limit, lambda one: (one.sequence,))


@router.post(
    "/words/{word_id}/_settle",
    response_model=Word,
    dependencies=[requires("webhooks:write")],
    responses=problems(CannotHappen, KeyInFlight, KeyUsedBefore),
)
async def settle_word(
    word_id: UUID, body: WordReason, command: CommandDep, session: Writing, hand: Writer, clock: ClockDep
) -> Response:
    """Say what was done about a word that nothing could be done with by itself."""

    async def effect() -> Answer:
        return Answer.of(200, Word.of(await service.settle(session, hand, word_id, body.reason)))

    return await answer_once(session, command, effect, clock.now())

"""The registry as the schedule service asks it: for the go-ahead of payments, and to take over whom they go to."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final, Protocol, TypeVar
from uuid import UUID

import httpx

from services.auth import Scope
from services.errors import InvalidInput, Problem, Refused, Unavailable
from services.mandates.client import MandatesClient
from services.mandates.schemas import CaseloadPayees, LineToRelease, ReleaseAnswer, Released, Waits
from services.service_tokens import ServiceTokens

PAGE: Final = 5000
"""Lines, or households, of one question: as many as the registry takes."""

_T = TypeVar("_T")
_SERVICE = "schedule"
_AS_A_PERSON = (Scope.MANDATES_READ, Scope.MANDATES_WRITE)


class RegistryDoesNotAnswer(Unavailable):
    """The registry does not answer now; nothing is paid on a guess, so this is tried again later."""


InPerson = Callable[[UUID, str], MandatesClient]
"""The way to the registry in an organisation, for somebody by the issuer's own word."""


class Registry(Protocol):
    """What the schedule service asks of the registry. Each of these raises `RegistryDoesNotAnswer` while it is away."""

    async def release(self, organisation_id: UUID, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        """May these payments be made, as asked on a day? Any number of them, answered in the order of asking.

        Of a household whose lines were asked in two pages the older version is told, for that is the careful one.
        """

    async def changed(self, organisation_id: UUID, versions: Mapping[UUID, int]) -> set[UUID]:
        """Of any number of households those whose go-aheads no longer stand, given the versions they were given at."""

    async def hand_over(self, organisation_id: UUID, page: CaseloadPayees, key: str) -> None:
        """Let it take over a page of payees; the same page under the same key is taken over once.

        While somebody else does so with this page it does not answer either. What it refuses is told as it is.
        """


Supporters = Callable[[UUID, str], Awaitable[frozenset[UUID]]]
"""Of an organisation's supporter, by the issuer's word for him, the households that he is named for today.

`RegistryDoesNotAnswer`; nobody is shown anything on a guess.
"""


class RegistryService:
    """The mandates service. A question of many pages is asked page after page, so that one month never fills it."""

    def __init__(self, http: httpx.AsyncClient, tokens: ServiceTokens) -> None:
        self._http = http
        self._tokens = tokens

    async def release(self, organisation_id: UUID, on: date, lines: Sequence[LineToRelease]) -> ReleaseAnswer:
        """See `Registry`."""
        versions: dict[UUID, int] = {}
        decided: list[Released | Waits] = []
        for page in _pages(lines):
            with _answering(InvalidInput):
                told = await self._client(organisation_id, Scope.RELEASES_ASK).release(on, page)
            for household_id, version in told.versions.items():
                versions[household_id] = min(version, versions.get(household_id, version))
            decided += told.lines
        return ReleaseAnswer(versions, decided)

    async def changed(self, organisation_id: UUID, versions: Mapping[UUID, int]) -> set[UUID]:
        """See `Registry`."""
        found: set[UUID] = set()
        for page in _pages(list(versions.items())):
            with _answering():
                found |= await self._client(organisation_id, Scope.RELEASES_ASK).changed(dict(page))
        return found

    async def supported_by(self, organisation_id: UUID, subject: str) -> frozenset[UUID]:
        """See `Supporters`."""
        with _answering():
            return await self._client(organisation_id, Scope.TEAMS_READ).supported_by(subject)

    async def hand_over(self, organisation_id: UUID, page: CaseloadPayees, key: str) -> None:
        """See `Registry`."""
        with _answering(InvalidInput, Refused):
            await self._client(organisation_id, Scope.HOUSEHOLDS_IMPORT).take_over_payees(page, key)

    def in_person(self, organisation_id: UUID, on_behalf_of: str) -> MandatesClient:
        """The way to it of a person, for a minute: what is done so is done in their name, and told as it is."""
        token = self._tokens.issue(organisation_id, _SERVICE, _AS_A_PERSON, on_behalf_of)
        return MandatesClient(self._http, token)

    def _client(self, organisation_id: UUID, scope: Scope) -> MandatesClient:
        """A token lives for two minutes, so each question has one of its own."""
        return MandatesClient(self._http, self._tokens.issue(organisation_id, _SERVICE, [scope]))


def _pages(asked: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (asked[begin : begin + PAGE] for begin in range(0, len(asked), PAGE))


@contextmanager
def _answering(*words: type[Problem]) -> Iterator[None]:
    """Whatever the registry says that is none of these words about the question is no answer: that it broke, that it
    does not know our token, that a proxy is in the way, or something that nobody can read."""
    try:
        yield
    except words:
        raise
    except Problem as silence:
        raise RegistryDoesNotAnswer from silence

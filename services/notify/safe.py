"""Secrets in the database, under seal: those of subscriptions, by which we sign, and those of sources, by which
suppliers do.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.database import ReadSession, Session, organisation_of
from services.notify.hand import Hand
from services.notify.secrets import Secret
from services.sealing import Keyring, place_of
from services.webhooks import WebhookSecret

_OVER = "signs_until <= :now and secret_sealed is not null"


class Safe:
    """Where the secrets of one kind of thing are kept: `subscription` names the table `subscription_secret`."""

    def __init__(self, thing: str) -> None:
        table, owner = f"{thing}_secret", f"{thing}_id"
        self._kept = text(
            f"select {owner}, number, made_at, signs_until from {table}"
            f" where {owner} = any(:ids) and secret_sealed is not null order by {owner}, number"
        ).bindparams(bindparam("ids", type_=ARRAY(Uuid)))
        self._add = text(
            f"insert into {table} (organisation_id, {owner}, number, secret_sealed, made_at)"
            " values (:organisation_id, :id, :number, :secret_sealed, :now)"
        )
        self._next_number = text(f"select coalesce(max(number), 0) + 1 from {table} where {owner} = :id")
        self._end = text(
            f"update {table} set signs_until = :until"
            f" where {owner} = :id and (signs_until is null or signs_until > :until)"
        )
        self._live = text(
            f"select number, secret_sealed from {table} where {owner} = :id and secret_sealed is not null"
            " and (signs_until is null or signs_until > :now) order by number desc"
        )
        self._forget = text(f"update {table} set secret_sealed = null where {_OVER} returning number")
        self._any_over = text(f"select exists (select from {table} where {_OVER})")

    async def kept(self, session: ReadSession, ids: Collection[UUID]) -> Mapping[UUID, tuple[Secret, ...]]:
        """The secrets of each of these that were not forgotten, as everybody may know them; the oldest first."""
        found: dict[UUID, list[Secret]] = defaultdict(list)
        for owner, number, made_at, signs_until in await session.execute(self._kept, {"ids": list(ids)}):
            found[owner].append(Secret(number, made_at, signs_until))
        return {one: tuple(found[one]) for one in ids}

    async def add(self, session: Session, hand: Hand, owner: UUID) -> WebhookSecret:
        """A new secret that signs from now on, beside those that still do."""
        secret, mine = WebhookSecret.new(), organisation_of(session)
        number: int = (await session.execute(self._next_number, {"id": owner})).scalar_one()
        sealed = hand.keyring.seal(secret.written(), _place(mine, owner, number))
        values = {"organisation_id": mine, "id": owner, "number": number, "secret_sealed": sealed, "now": hand.now}
        await session.execute(self._add, values)
        return secret

    async def end(self, session: Session, owner: UUID, until: datetime) -> None:
        """Let every secret of one sign until then, or shorter where that was said before."""
        await session.execute(self._end, {"id": owner, "until": until})

    async def live(self, session: ReadSession, keyring: Keyring, owner: UUID, now: datetime) -> list[WebhookSecret]:
        """The secrets that sign at this moment, opened, the newest first; none for what is not there."""
        mine = organisation_of(session)
        found = await session.execute(self._live, {"id": owner, "now": now})
        return [
            WebhookSecret.parse(keyring.unseal(bytes(sealed), _place(mine, owner, number))) for number, sealed in found
        ]

    async def any_over(self, session: ReadSession, now: datetime) -> bool:
        """Whether a secret is kept that signs no more."""
        return bool((await session.execute(self._any_over, {"now": now})).scalar_one())

    async def forget(self, session: Session, now: datetime) -> int:
        """Forget the secrets that sign no more, and say how many those were."""
        return len((await session.execute(self._forget, {"now": now})).all())


SUBSCRIPTION_SECRETS: Final = Safe("subscription")
SOURCE_SECRETS: Final = Safe("source")
SAFES: Final = (SUBSCRIPTION_SECRETS, SOURCE_SECRETS)


def _place(mine: UUID, owner: UUID, number: int) -> bytes:
    return place_of(mine, owner, f"secret {number}")

"""Asking a bank for what it has: each file is taken in once, in the order of names, and remembered in the transaction
that takes it in.

What lies there for the first time is only seen; found unchanged a minute later, nobody is writing it any more, and it
is taken in. A crash at any moment leaves a file that is seen, or one that is taken in, and the next who asks goes on
from there. At the bank nothing is touched, unless its description asks that what was taken in be removed.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from services.clock import Clock, civil_date
from services.database import Database, Session, organisation_of
from services.errors import InvalidInput, Problem, Refused, TooLarge
from services.events import BankChannelChanged, ChannelState
from services.failpoints import failpoint
from services.jobs import defer_once
from services.outbox import announce, every_organisation
from services.schedule.channel import repository
from services.schedule.channel.described import ChannelDescription
from services.schedule.channel.port import BankChannel, ChannelFails, ChannelFailure, Offered
from services.schedule.channel.repository import Settled
from services.schedule.channel.sftp import open_sftp
from services.schedule.channel.standing import SETTLING, Standing, rest, state_of
from services.schedule.channel.tables import ChannelFileState, ChannelRow
from services.schedule.hand import Hand
from services.schedule.households.rulebook import Rulebook
from services.schedule.statements.handing_in import LARGEST_FILE
from services.schedule.statements.receiving import receive, said_of
from services.schedule.statements.taking_in import HandedIn, StatementDiffers
from services.sealing import Keyring

ASK: Final = "ask_bank_channel"
BY = "channel of the bank"
"""Who hands in what lies at the bank."""

Opens = Callable[[ChannelDescription], AbstractAsyncContextManager[BankChannel]]
_FOR_GOOD = (InvalidInput, Refused, TooLarge, StatementDiffers)
"""What another try would say of a file too."""
_log = structlog.get_logger(__name__)


class TooLargeForChannel(TooLarge):
    """This file is larger than a channel takes in; put it into the folder of the bank."""


class Asking:
    """The channels of a deployment; any number of workers may ask them."""

    def __init__(
        self,
        channels: Sequence[ChannelDescription],
        database: Database,
        clock: Clock,
        rules: Rulebook,
        keyring: Keyring,
        schemas: Path | None = None,
        opens: Opens = open_sftp,
    ) -> None:
        self._channels: Mapping[tuple[UUID, str], ChannelDescription] = {
            (one.organisation_id, one.name): one for one in channels
        }
        self._database = database
        self._clock = clock
        self._rules = rules
        self._keyring = keyring
        self._schemas = schemas
        self._opens = opens

    async def wake(self) -> int:
        """An alarm of a worker: see how each channel stands, and let those be asked that are due."""
        async with self._database.reading(None) as session:
            organisations = set(await every_organisation(session))
        for described in self._channels.values():
            if described.organisation_id in organisations:
                async with self._database.transaction(described.organisation_id) as session:
                    row = await repository.begun(session, described.name, self._clock.now())
                    await self._judge(session, described, row)
                    if row.next_at <= self._clock.now():
                        mine = str(described.organisation_id)
                        await defer_once(session, ASK, organisation_id=mine, channel=described.name)
        return 0

    async def ask(self, organisation_id: str, channel: str) -> None:
        """The job: fetch what is new, unless somebody else does; a channel that is described no more is left alone."""
        described = self._channels.get((UUID(organisation_id), channel))
        if described is None or not await self._claim(described):
            return
        failure, settling = None, False
        try:
            async with self._opens(described) as at_bank:
                settling = await self._fetch(described, at_bank)
        except ChannelFails as failing:
            failure = failing.why
            _log.error("a channel of the bank gives nothing", channel=channel, why=failure.value)
        await self._end(described, failure, settling=settling)

    async def _claim(self, described: ChannelDescription) -> bool:
        async with self._database.transaction(described.organisation_id) as session:
            now = self._clock.now()
            return await repository.claim(session, described.name, now, now + described.every)

    async def _end(self, described: ChannelDescription, failure: ChannelFailure | None, *, settling: bool) -> None:
        async with self._database.transaction(described.organisation_id) as session:
            now = self._clock.now()
            row = await repository.begun(session, described.name, now)
            row.failure, row.failures = failure, 0 if failure is None else row.failures + 1
            row.answered_at = now if failure is None else row.answered_at
            row.next_at = now + (SETTLING if settling else rest(described.every, row.failures))
            session.add(row)
            await self._judge(session, described, row)

    async def _judge(self, session: Session, described: ChannelDescription, row: ChannelRow) -> None:
        """Tell if the channel stands otherwise than before."""
        now = self._clock.now()
        state = state_of(Standing(row.got_at, row.failures, row.failure), now, described.expected_by)
        if state is row.state:
            return
        row.state, row.state_since = state, civil_date(now)
        session.add(row)
        if state is not ChannelState.WORKS:
            _log.error("a channel of the bank needs somebody", channel=row.name, state=state.value)
        changed = BankChannelChanged(organisation_id=organisation_of(session), state=state, since=row.state_since)
        await announce(session, changed, now=now)

    async def _fetch(self, described: ChannelDescription, at_bank: BankChannel) -> bool:
        """Take in what is new and whole; whether something was seen for the first time."""
        offers = await at_bank.offered()
        async with self._database.reading(described.organisation_id) as session:
            known = await repository.known(session, described.name, offers)
        new = [one for one in offers if one not in known]
        async with self._database.transaction(described.organisation_id) as session:
            for one in new:
                await repository.see(session, described.name, one, self._clock.now())
        for one in offers:
            if known.get(one) is ChannelFileState.SEEN:
                await self._take(described, at_bank, one)
            elif known.get(one) is ChannelFileState.TAKEN:
                await at_bank.taken(one, "")
        return bool(new)

    async def _take(self, described: ChannelDescription, at_bank: BankChannel, one: Offered) -> None:
        try:
            sha256 = await self._taken_in(described, at_bank, one)
        except _FOR_GOOD as refusal:
            settled = Settled(ChannelFileState.REFUSED, None, refusal.code, tuple(said_of(refusal)))
            async with self._database.transaction(described.organisation_id) as session:
                await repository.settle(session, described.name, one, settled, self._clock.now())
            _log.error("a file at the bank was refused", channel=described.name, why=refusal.code)
            return
        except Problem as passing:
            _log.warning("a file at the bank waits for the next time", channel=described.name, why=passing.code)
            return
        if sha256 is not None:
            failpoint("channel.file-taken-in")
            await at_bank.taken(one, sha256)

    async def _taken_in(self, described: ChannelDescription, at_bank: BankChannel, one: Offered) -> str | None:
        """Its SHA-256; None if it is another file by now, which is offered as such."""
        if one.size > LARGEST_FILE:
            raise TooLargeForChannel
        content = await at_bank.read(one)
        if content is None:
            return None
        async with self._database.transaction(described.organisation_id) as session:
            now = self._clock.now()
            hand = Hand.of(session, BY, now, self._rules, self._keyring)
            file, not_taken = await receive(session, hand, HandedIn(one.name, content, self._schemas))
            settled = Settled(ChannelFileState.TAKEN, file.id)
            await repository.settle(session, described.name, one, settled, now)
            row = await repository.begun(session, described.name, now)
            row.got_at = now
            session.add(row)
            failpoint("channel.file-remembered")
        _log.info("a file of the bank was fetched", file_id=str(file.id), not_taken=not_taken)
        return file.sha256

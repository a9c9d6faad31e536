"""The steps of accounts, many at once: each a row of history and an announcement, in the transaction of the change."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.mandate_events import AccountChanged, AccountEvent, AccountState
from services.mandates.accounts.account import ACCOUNTS, Owner
from services.mandates.hand import Hand
from services.mandates.transitions import Because, Transition, record
from services.outbox import announce
from services.storing import FEW, Rows, store

_TRANSITION = (
    "organisation_id", "subject_id", "sequence", "machine", "before", "event", "state", "cause", "origin", "at", "by",
)  # fmt: skip


class Step(NamedTuple):
    """What happened to an account, as its change number `sequence`; `before` is None for one that came to be."""

    account_id: UUID
    owner: Owner
    sequence: int
    before: AccountState | None
    event: AccountEvent
    state: AccountState


async def tell(session: Session, hand: Hand, steps: Sequence[Step], because: Because) -> None:
    """Write the steps down and announce them; they share a cause, and one of many has nobody's own words with it."""
    if len(steps) > FEW and because.note is None:
        await _store(session, hand, steps, because)
    else:
        for step in steps:
            change = Transition(ACCOUNTS.name, step.account_id, *step[2:], because)
            await record(session, hand, change)
    await announce(session, *(_news(session, step) for step in steps), now=hand.now)


async def _store(session: Session, hand: Hand, steps: Sequence[Step], because: Because) -> None:
    mine, cause, origin = organisation_of(session), because.cause, str(because.origin)
    rows = [
        (mine, one.account_id, one.sequence, ACCOUNTS.name, one.before and str(one.before), str(one.event),
         str(one.state), cause, origin, hand.now, hand.by)
        for one in steps
    ]  # fmt: skip
    await store(session, Rows("transition", _TRANSITION, rows))


def _news(session: Session, step: Step) -> AccountChanged:
    return AccountChanged(
        organisation_id=organisation_of(session),
        account_id=step.account_id,
        **step.owner._asdict(),
        happened=step.event,
        state=step.state,
    )

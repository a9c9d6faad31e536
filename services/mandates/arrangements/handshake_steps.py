"""Steps of handshakes: state, transition and announcement of each, however many are taken in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from services.database import Session, organisation_of
from services.mandate_events import HandshakeChanged, HandshakeEvent, HandshakeState
from services.mandates.arrangements import handshake_repository
from services.mandates.arrangements.handshake import HANDSHAKES, Handshake
from services.mandates.hand import Hand
from services.mandates.transitions import Because, Transition, record_many
from services.months import month_text
from services.outbox import announce


class Step(NamedTuple):
    """A handshake after a step; `before` is None for one that is prepared.

    `evidence` is a SHA-256 digest of what proves a supplier's word.
    """

    after: Handshake
    before: HandshakeState | None
    event: HandshakeEvent
    because: Because
    evidence: bytes | None = None


def prepared(one: Handshake, because: Because) -> Step:
    """The first step of a new one."""
    return Step(one, None, HandshakeEvent.PREPARE, because)


def step(
    held: Handshake,
    event: HandshakeEvent,
    because: Because,
    changed: Mapping[str, Any] | None = None,
    evidence: bytes | None = None,
) -> Step:
    """A step of a held handshake, to be taken; `CannotHappen` in a state that does not allow it."""
    state = HANDSHAKES.after(held.state, event)
    after = held._replace(state=state, changes=held.changes + 1, **(changed or {}))
    return Step(after, held.state, event, because, evidence)


async def take(session: Session, hand: Hand, steps: Iterable[Step]) -> list[Handshake]:
    """Write these and tell them: at most one step of each (held) handshake; how they are after it, in their order.

    `HandshakeUnderWay` if the arrangement of a new one has one already.
    """
    taken = list(steps)
    if taken:
        await handshake_repository.add(session, [one.after for one in taken if one.before is None])
        changed = [(one.after, one.evidence) for one in taken if one.before is not None]
        await handshake_repository.change(session, changed)
        await record_many(session, hand, [_transition(one) for one in taken])
        await announce(session, *_news(session, taken), now=hand.now)
    return [one.after for one in taken]


def _transition(one: Step) -> Transition:
    after = one.after
    return Transition(HANDSHAKES.name, after.id, after.changes, one.before, one.event, after.state, one.because)


def _news(session: Session, steps: Sequence[Step]) -> list[HandshakeChanged]:
    return [
        HandshakeChanged(
            organisation_id=organisation_of(session),
            household_id=one.after.household_id,
            handshake_id=one.after.id,
            supplier_id=one.after.supplier_id,
            direction=one.after.direction,
            happened=one.event,
            state=one.after.state,
            from_month=month_text(one.after.from_month),
            deadline=one.after.deadline,
        )
        for one in steps
    ]

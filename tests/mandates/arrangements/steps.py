"""Bringing a handshake into a state, and doing to it whatever can be done: the same words for every test."""

from collections.abc import Awaitable, Callable, Mapping

from services.database import Session
from services.mandate_events import HandshakeEvent, HandshakeState, Payer
from services.mandates.arrangements import handshake_service
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.handshake import HANDSHAKES, Channel, Handshake, Word
from services.mandates.arrangements.handshake_service import WantedHandshake
from services.mandates.hand import Hand
from services.months import Month
from tests.mandates.arrangements.builders import MARCH
from tests.mandates.arrangements.conftest import Works

Step = Callable[[Session, Hand, Handshake], Awaitable[object]]

EMAIL = bytes.fromhex("9f" * 32)


def word(month: Month | None = MARCH, way: Channel = Channel.EMAIL) -> Word:
    """The supplier's word, by e-mail, that it begins in a month."""
    return Word(way, month, EMAIL, "mevrouw Verzonnen, 12 januari")


async def _prepare_again(session: Session, hand: Hand, one: Handshake) -> object:
    HANDSHAKES.after(one.state, HandshakeEvent.PREPARE)
    raise AssertionError("nothing is prepared twice")


DOES: Mapping[HandshakeEvent, Step] = {
    HandshakeEvent.PREPARE: _prepare_again,
    HandshakeEvent.ASK: lambda session, hand, one: handshake_service.ask(session, hand, one.id),
    HandshakeEvent.REMIND: lambda session, hand, one: handshake_service.remind(session, hand, one.id),
    HandshakeEvent.LAPSE: lambda session, hand, one: handshake_service.lapse(session, hand, one),
    HandshakeEvent.CONFIRM: lambda session, hand, one: handshake_service.confirm(session, hand, one.id, word()),
    HandshakeEvent.REFUSE: lambda session, hand, one: handshake_service.refuse(
        session, hand, one.id, "geen machtiging ontvangen", word(None)
    ),
    HandshakeEvent.DECIDE: lambda session, hand, one: handshake_service.decide(
        session, hand, one.id, "de huur moet op de eerste betaald zijn"
    ),
    HandshakeEvent.WITHDRAW: lambda session, hand, one: handshake_service.withdraw(
        session, hand, one.id, "de klant verhuist"
    ),
}
"""What does each thing that can happen."""

_E = HandshakeEvent
WAY_TO: Mapping[HandshakeState, tuple[HandshakeEvent, ...]] = {
    HandshakeState.PREPARED: (),
    HandshakeState.ASKED: (_E.ASK,),
    HandshakeState.OVERDUE: (_E.ASK, _E.LAPSE),
    HandshakeState.CONFIRMED: (_E.ASK, _E.CONFIRM),
    HandshakeState.REFUSED: (_E.ASK, _E.REFUSE),
    HandshakeState.DECIDED: (_E.DECIDE,),
    HandshakeState.WITHDRAWN: (_E.WITHDRAW,),
}
"""What has to happen before it is in a state."""


async def prepared(
    works: Works, arrangement: Arrangement, payer: Payer = Payer.WE_PUSH, month: Month = MARCH
) -> Handshake:
    """A handshake that anna prepared."""
    async with works() as (session, hand):
        return await handshake_service.prepare(session, hand, WantedHandshake(arrangement.id, payer, month))


async def brought_to(works: Works, one: Handshake, state: HandshakeState) -> Handshake:
    """The handshake after what leads to that state; bram decides, for anna prepared it."""
    for event in WAY_TO[state]:
        one = await does(works, one, event)
    return one


async def does(works: Works, one: Handshake, event: HandshakeEvent) -> Handshake:
    """Let one thing happen to it, in a transaction of its own; how it then is."""
    async with works("bram") as (session, hand):
        await DOES[event](session, hand, one)
        return await handshake_service.handshake(session, one.id, None)

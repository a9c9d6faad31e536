"""The registry acts upon what a supplier told as upon its answer to a person; and on nothing that is another's."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.errors import InvalidInput, NotFound
from services.machine import CannotHappen
from services.mandate_events import HandshakeState
from services.mandates.arrangements import handshake_service, repository
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.handshake import Answer, Handshake
from services.mandates.arrangements.numbering import NumberedOtherwise
from services.mandates.words.acting import Acting, AnsweredOtherwise, NotAskedOfIt
from services.notify.schemas import WordContent
from tests.conftest import SessionOf
from tests.mandates.arrangements.builders import MARCH, rows
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import brought_to, prepared
from tests.mandates.callers import KEYRING
from tests.mandates.rows import everything

PROOF = "9f" * 32


def told(kind: str, supplier: UUID, clock: MovableClock, data: Mapping[str, Any]) -> WordContent:
    """A word as the notify service tells it."""
    given = {"wordId": str(UUID(int=1)), "supplierId": str(supplier), "type": kind, "data": dict(data), "proof": PROOF}
    return WordContent.model_validate_json(json.dumps({**given, "receivedAt": clock.now().isoformat()}))


class Hears:
    """The registry, which acts upon a word of that supplier."""

    def __init__(self, session: SessionOf, organisation: UUID, supplier: UUID, clock: MovableClock) -> None:
        self._session, self._organisation, self._supplier, self._clock = session, organisation, supplier, clock

    async def word(self, kind: str, supplier: UUID | None = None, **data: Any) -> None:
        content = told(kind, supplier or self._supplier, self._clock, data)
        async with self._session(self._organisation) as work:
            await Acting(KEYRING).act(work, content, self._clock.now())


@pytest.fixture
def hears(session: SessionOf, organisation: UUID, supplier: UUID, clock: MovableClock) -> Hears:
    return Hears(session, organisation, supplier, clock)


@pytest.fixture
async def asked(works: Works, rent: Arrangement) -> Handshake:
    """The supplier was asked to let us pay from March on."""
    return await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)


async def now(works: Works, one: Handshake) -> Handshake:
    async with works() as (session, _hand):
        return await handshake_service.handshake(session, one.id, None)


async def test_a_collection_that_is_suspended_confirms_the_taking_over_by_the_supplier(
    works: Works, hears: Hears, asked: Handshake, supplier: UUID, admin_url: str
) -> None:
    await hears.word("collection.suspended", handshakeId=str(asked.id), fromMonth="2026-03")
    after = await now(works, asked)
    assert (after.state, after.answer, after.answered_month) == (HandshakeState.CONFIRMED, Answer.CONFIRMED, MARCH)
    (last,) = rows(admin_url, "select cause, origin, by from transition where event = 'confirm'")
    assert last == ("confirmed_by_webhook", "supplier", f"supplier {supplier}")
    ((payer, evidence),) = rows(
        admin_url,
        "select handshake.payer, evidence from payer_of_record join handshake on handshake.id = handshake_id",
    )
    assert (payer, bytes(evidence).hex()) == ("we_push", PROOF)


async def test_the_same_said_again_is_no_news_and_otherwise_is_refused(
    works: Works, hears: Hears, asked: Handshake, admin_url: str
) -> None:
    await hears.word("collection.suspended", handshakeId=str(asked.id), fromMonth="2026-03")
    before = everything(admin_url, "mandates")
    await hears.word("collection.suspended", handshakeId=str(asked.id), fromMonth="2026-03")
    with pytest.raises(AnsweredOtherwise):
        await hears.word("collection.suspended", handshakeId=str(asked.id), fromMonth="2026-04")
    assert everything(admin_url, "mandates") == before


async def test_another_suppliers_handshake_is_not_there_for_it(
    hears: Hears, asked: Handshake, other_supplier: UUID, admin_url: str
) -> None:
    before = everything(admin_url, "mandates")
    for supplier, handshake in ((other_supplier, asked.id), (None, UUID(int=7))):
        with pytest.raises(NotFound):
            await hears.word("collection.suspended", supplier, handshakeId=str(handshake), fromMonth="2026-03")
    assert everything(admin_url, "mandates") == before


async def test_what_does_not_go_together_with_what_was_asked_changes_nothing(
    works: Works, hears: Hears, rent: Arrangement, asked: Handshake, admin_url: str
) -> None:
    before = everything(admin_url, "mandates")
    for refused, kind, month in (
        (NotAskedOfIt, "collection.resumed", "2026-03"),
        (InvalidInput, "collection.suspended", "2028-03"),
    ):
        with pytest.raises(refused):
            await hears.word(kind, handshakeId=str(asked.id), fromMonth=month)
    assert everything(admin_url, "mandates") == before


async def test_what_was_not_asked_yet_cannot_be_answered(
    works: Works, hears: Hears, rent: Arrangement, admin_url: str
) -> None:
    one = await prepared(works, rent)
    before = everything(admin_url, "mandates")
    with pytest.raises(CannotHappen):
        await hears.word("collection.suspended", handshakeId=str(one.id), fromMonth="2026-03")
    with pytest.raises(NotAskedOfIt):
        await hears.word("authorisation.accepted", handshakeId=str(one.id))
    assert everything(admin_url, "mandates") == before


async def test_a_rejected_authorisation_refuses_the_handshake_and_an_accepted_one_leaves_it_asked(
    works: Works, hears: Hears, asked: Handshake, admin_url: str
) -> None:
    await hears.word("authorisation.accepted", handshakeId=str(asked.id))
    assert (await now(works, asked)).state is HandshakeState.ASKED
    for _ in range(2):
        await hears.word("authorisation.rejected", handshakeId=str(asked.id), remark="geen handtekening")
    assert (await now(works, asked)).state is HandshakeState.REFUSED
    assert len(rows(admin_url, "select 1 from transition where event = 'refuse'")) == 1


async def test_a_customer_number_is_noted_where_there_was_none_and_never_over_another(
    works: Works, hears: Hears, asked: Handshake, admin_url: str
) -> None:
    with pytest.raises(NumberedOtherwise):
        await hears.word("customer_number.assigned", handshakeId=str(asked.id), customerNumber="KL-1")
    await hears.word("customer_number.assigned", handshakeId=str(asked.id), customerNumber="kl 20391")
    rows(admin_url, "update arrangement set customer_number_sealed = null, number_lookup = null returning id")
    await hears.word("customer_number.assigned", handshakeId=str(asked.id), customerNumber="KL-77")
    async with works() as (session, hand):
        found = await repository.arrangement(session, hand.keyring, asked.arrangement_id, None)
    assert found.terms.customer_number == "KL-77"
    assert (await now(works, asked)).state is HandshakeState.ASKED


@pytest.mark.parametrize("number", ["\u200b", "-", "KL\u202e77", "\uff2b\uff2c-7", "K", "KL-77 " * 7])
async def test_what_nobody_could_type_as_a_customer_number_is_noted_from_nobody(
    hears: Hears, asked: Handshake, admin_url: str, number: str
) -> None:
    rows(admin_url, "update arrangement set customer_number_sealed = null, number_lookup = null returning id")
    before = everything(admin_url)
    with pytest.raises(InvalidInput, match="is no customer number"):
        await hears.word("customer_number.assigned", handshakeId=str(asked.id), customerNumber=number)
    assert everything(admin_url) == before

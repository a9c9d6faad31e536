"""What the record says already can still be asked of the supplier, as long as the supplier does not do it."""

from uuid import UUID

import pytest

from services.mandate_events import HandshakeDirection, HandshakeEvent, HandshakeState, Payer
from services.mandates.arrangements import payer_service
from services.mandates.arrangements.arrangement import Arrangement
from services.mandates.arrangements.payer import NothingChanges
from services.mandates.arrangements.payer_service import PayerWish
from tests.mandates.arrangements.builders import MARCH, MAY, rows
from tests.mandates.arrangements.conftest import Works
from tests.mandates.arrangements.steps import brought_to, does, prepared


async def test_what_was_decided_without_the_supplier_can_still_be_asked_of_it_until_it_says_so(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    """Who decided that we pay has not yet stopped the supplier's own collection; that takes its word."""
    async with works("bram") as (session, hand):
        wish = PayerWish("rent", Payer.WE_PUSH, MARCH, "the rent of March cannot wait")
        await payer_service.decide_payer(session, hand, household, wish)
    asked = await brought_to(works, await prepared(works, rent), HandshakeState.ASKED)
    await does(works, asked, HandshakeEvent.CONFIRM)
    assert rows(
        admin_url, "select payer, cause from payer_of_record where from_month = %s order by sequence", MARCH
    ) == [
        ("we_push", "decision"),
        ("we_push", "handshake"),
    ]
    with pytest.raises(NothingChanges, match="we_push is the payer of record of rent in 2026-03 already"):
        await prepared(works, rent)


async def test_what_the_client_pays_and_no_supplier_draws_any_more_is_asked_back(
    works: Works, rent: Arrangement, household: UUID, admin_url: str
) -> None:
    """A client who pays again, while his direct debit is still on hold, would be in arrears (seed 001, 1744-1747)."""
    await brought_to(works, await prepared(works, rent), HandshakeState.CONFIRMED)
    async with works("bram") as (session, hand):
        wish = PayerWish("rent", Payer.CLIENT_PAYS, MAY, "the client pays it himself from May on")
        await payer_service.decide_payer(session, hand, household, wish)
    again = await prepared(works, rent, Payer.CLIENT_PAYS, MAY)
    assert (again.direction, again.state) == (HandshakeDirection.HANDING_BACK, HandshakeState.PREPARED)

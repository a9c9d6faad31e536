"""The days of a handshake are bank days, counted back from the first due day; a supplier is asked as it wants to be."""

from datetime import date

import pytest

from services.mandate_events import HandshakeDirection, HandshakeEvent, HandshakeState, Payer
from services.mandates.arrangements.handshake import (
    HANDSHAKES,
    Channel,
    ChannelNotAccepted,
    SamePerson,
    channel_for,
    check_other_person,
    deadline_for,
    direction_to,
    reminder_for,
)
from services.mandates.suppliers.supplier import Procedure


def test_the_deadline_lies_the_answer_time_and_two_bank_days_before_the_first_due_day() -> None:
    assert deadline_for(date(2026, 3, 2), answer_days=5, today=date(2026, 1, 5)) == date(2026, 2, 19)


def test_easter_and_the_first_of_may_do_not_count() -> None:
    assert deadline_for(date(2026, 4, 8), answer_days=1, today=date(2026, 1, 5)) == date(2026, 4, 1)
    assert deadline_for(date(2026, 5, 5), answer_days=1, today=date(2026, 1, 5)) == date(2026, 4, 29)


def test_a_deadline_is_never_before_the_next_bank_day() -> None:
    assert deadline_for(date(2026, 1, 10), answer_days=5, today=date(2026, 1, 9)) == date(2026, 1, 12)


def test_the_reminder_comes_halfway() -> None:
    assert reminder_for(date(2026, 1, 5), date(2026, 1, 15)) == date(2026, 1, 9)


@pytest.mark.parametrize("deadline", [date(2026, 1, 5), date(2026, 1, 6)])
def test_without_a_bank_day_in_between_nobody_is_reminded(deadline: date) -> None:
    assert reminder_for(date(2026, 1, 5), deadline) is None


def test_without_a_wish_a_supplier_is_asked_in_its_favourite_way() -> None:
    assert channel_for(None, (Procedure.PORTAL_UPLOAD, Procedure.EMAIL)) is Channel.PORTAL_UPLOAD
    assert channel_for(None, ()) is Channel.LINK


@pytest.mark.parametrize("always", [Channel.LINK, Channel.TELEPHONE])
def test_a_link_and_the_telephone_are_always_possible(always: Channel) -> None:
    assert channel_for(always, (Procedure.OWN_FORM,)) is always


def test_another_way_than_the_supplier_takes_in_is_refused() -> None:
    with pytest.raises(ChannelNotAccepted) as refusal:
        channel_for(Channel.WEBHOOK, (Procedure.TELEPHONE, Procedure.EMAIL))
    assert refusal.value.detail == "by webhook it takes nothing in; it does by telephone, email, link"


def test_what_comes_into_our_hands_is_taken_over_and_what_leaves_them_is_handed_back() -> None:
    assert {payer for payer in Payer if direction_to(payer) is HandshakeDirection.HANDING_BACK} == {
        Payer.CLIENT_PAYS,
        Payer.CLIENT_PAYS_WATCHED,
    }


def test_who_prepared_it_does_not_decide() -> None:
    check_other_person("anna", "bram")
    with pytest.raises(SamePerson):
        check_other_person("anna", "anna")


def test_nothing_leads_to_the_beginning_again_and_what_is_confirmed_or_withdrawn_is_over() -> None:
    assert not any(after for _, event, after in HANDSHAKES.pairs() if event is HandshakeEvent.PREPARE)
    ends = {state for state in HandshakeState if HANDSHAKES.is_end(state)}
    assert ends == {HandshakeState.CONFIRMED, HandshakeState.WITHDRAWN}

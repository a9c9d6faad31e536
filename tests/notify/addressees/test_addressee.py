"""An addressee has an address for each channel that it names, and hours in which its telephone is quiet."""

from datetime import time

import pytest

from services.errors import InvalidInput
from services.notify.addressees.addressee import Addressee, QuietHours
from services.notify.addressees.channel import Channel
from services.notify.addressees.schemas import AddresseeDetails
from services.notify.messages.language import Language

SELAM = Addressee(
    "Selam  VOORBEELD", Language.TIGRINYA, (Channel.SMS, Channel.LETTER), None, "+31612345678", ("Straat 1", "Den Haag")
)


def test_where_a_channel_leads() -> None:
    assert [SELAM.address(channel) for channel in (Channel.SMS, Channel.LETTER, Channel.EMAIL)] == [
        "+31612345678",
        "Selam  VOORBEELD\nStraat 1\nDen Haag",
        "",
    ]


def test_every_channel_without_an_address_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        Addressee("Selam", Language.DUTCH, (Channel.LETTER, Channel.EMAIL, Channel.LETTER))
    assert [fault.where for fault in refusal.value.faults] == ["preference", "email", "postalLines"]
    with pytest.raises(InvalidInput, match="names no channel"):
        Addressee("Selam", Language.DUTCH, ())


def test_what_a_letter_cannot_be_addressed_to_is_refused_when_it_is_recorded() -> None:
    said = {"name": "Оксана", "language": "en", "preference": ["sms", "email"], "telephone": "0612345678"}
    with pytest.raises(InvalidInput) as refusal:
        AddresseeDetails.model_validate({**said, "postalLines": ["Straat 1", "Ґ Київ"]}).addressee()
    assert [fault.where for fault in refusal.value.faults] == ["email", "name", "postalLines[1]"]
    assert {fault.cure for fault in refusal.value.faults[1:]} == {"write it in Latin letters, as on a letter box"}
    no_post = {**said, "preference": ["sms"]}
    assert AddresseeDetails.model_validate(no_post).addressee().name == "Оксана"
    on_paper = {**no_post, "name": "ሰላም محمد Żółć", "postalLines": ["Straat 1", "Den Haag"]}
    assert AddresseeDetails.model_validate(on_paper).addressee().name == "ሰላም محمد Żółć"


def test_it_is_found_by_what_is_known_of_it() -> None:
    assert SELAM.found_by() == {"name": "selam voorbeeld", "telephone": "+31612345678"}


@pytest.mark.parametrize(
    ("since", "until", "quiet", "loud"),
    [(20, 8, (20, 23, 0, 7), (8, 12, 19)), (0, 6, (0, 5), (6, 23)), (8, 8, (), (0, 8, 20))],
)
def test_quiet_hours_may_go_over_midnight(
    since: int, until: int, quiet: tuple[int, ...], loud: tuple[int, ...]
) -> None:
    hours = QuietHours(time(since), time(until))
    assert [hours.holds(time(hour)) for hour in (*quiet, *loud)] == [True] * len(quiet) + [False] * len(loud)

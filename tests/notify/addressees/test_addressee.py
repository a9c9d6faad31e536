"""An addressee has an address for each channel that it names, and hours in which its telephone is quiet."""

from datetime import time

import pytest

from services.errors import InvalidInput
from services.notify.addressees.addressee import Addressee, QuietHours
from services.notify.addressees.channel import Channel
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

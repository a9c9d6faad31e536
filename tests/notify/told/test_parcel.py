"""A message is the same bytes whoever makes it, by every channel and in the language that was asked for."""

from datetime import date
from email import message_from_bytes
from uuid import UUID

import pytest

from services.notify.addressees.channel import Channel
from services.notify.dispatch.parcel import Parcel
from services.notify.messages.facts import Contact, Leefgeld, LeefgeldComing
from services.notify.messages.language import Language
from services.notify.told.parcel import parcel_of, wording_mark

FACTS = LeefgeldComing(
    organisation="Gemeente Voorbeeldstad",
    contact=Contact(name="Mia Verzonnen", phone="070 123 45 67"),
    ends_on=date(2026, 8, 7),
    leefgeld=Leefgeld(amount=400_00, on=date(2026, 2, 27)),
)
TO = {Channel.EMAIL: "selam@post.example", Channel.SMS: "+31612345678", Channel.LETTER: "S. Voorbeeld\nDorp 1\nStad"}
FROM = "gemeente@voorbeeldstad.example"


def made(channel: Channel, language: Language = Language.DUTCH) -> Parcel:
    return parcel_of(UUID(int=91), FACTS, channel, language, TO[channel], FROM, date(2026, 2, 24))


@pytest.mark.parametrize("channel", Channel)
def test_the_same_message_is_the_same_bytes(channel: Channel) -> None:
    assert made(channel) == made(channel)
    assert made(channel).content != made(channel, Language.ENGLISH).content
    assert "Mia Verzonnen" in made(channel).words


def test_a_mail_says_whom_it_is_from_and_nothing_more_than_its_words() -> None:
    mail = message_from_bytes(made(Channel.EMAIL).content)
    assert (mail["From"], mail["To"], mail["Message-ID"]) == (
        FROM,
        TO[Channel.EMAIL],
        f"<{UUID(int=91)}@voorbeeldstad.example>",
    )
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_letter_is_a_pdf_and_a_wording_has_a_mark() -> None:
    assert made(Channel.LETTER).content.startswith(b"%PDF-")
    assert len(wording_mark()) == 12

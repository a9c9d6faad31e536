"""A message as an e-mail: a subject and two bodies that say the same."""

from typing import NamedTuple

from services.notify.messages.html_page import html_of
from services.notify.messages.message import Message
from services.notify.messages.plain_text import text_of
from services.notify.messages.text import plain


class EmailMessage(NamedTuple):
    """What an e-mail consists of; addresses and sending are somebody else's."""

    subject: str
    text: str
    html: str


def email_of(message: Message) -> EmailMessage:
    """The e-mail. Its subject is the one fact: who reads no further has read it."""
    subject = plain(message.title, message.language.direction).rstrip(".።")
    return EmailMessage(subject, text_of(message), html_of(message))

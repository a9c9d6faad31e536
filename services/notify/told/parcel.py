"""A message as a parcel: rendered for a channel, in a language, with the mark of its wording. Pure."""

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from uuid import UUID

from services.notify.addressees.channel import Channel
from services.notify.dispatch.parcel import Parcel, mail_of
from services.notify.messages.email_message import email_of
from services.notify.messages.facts import Facts
from services.notify.messages.language import Language
from services.notify.messages.letter import letter_of
from services.notify.messages.message import Message
from services.notify.messages.plain_text import text_of
from services.notify.messages.telling import worded
from services.notify.messages.text_message import sms_of

_MARK_LENGTH = 12


def parcel_of(
    message_id: UUID, facts: Facts, channel: Channel, language: Language, to: str, email_from: str, dated: date
) -> Parcel:
    """The message of these facts, as that channel carries it; a letter is `dated`.

    `TextMessageIsTooLong`, `PhraseIsMissing` and `InvalidInput` (what no font has) say why it cannot be written.
    """
    message = worded(facts, language)
    words = sms_of(message).words if channel is Channel.SMS else text_of(message)
    if channel is Channel.SMS:
        content = words.encode()
    elif channel is Channel.EMAIL:
        content = _email(message_id, message, to, email_from)
    else:
        content = letter_of(message, to.split("\n"), dated)
    return Parcel(message_id, channel, to, language, content, words, wording_mark())


def _email(message_id: UUID, message: Message, to: str, email_from: str) -> bytes:
    """Plain text, and the same as HTML; what is between the parts follows from the message."""
    parts = email_of(message)
    mail = mail_of(message_id, to, email_from, message.language, parts.subject, parts.text)
    mail.add_alternative(parts.html, subtype="html", cte="base64")
    mail.set_boundary(f"ontzorg-{message_id}")
    return mail.as_bytes()


@cache
def wording_mark() -> str:
    """The mark of the wording that is in force: of every phrase, catalogue and form; another word is another mark."""
    marked = hashlib.sha256()
    for one in _files(files("services.notify.messages")):
        marked.update(one.read_bytes())
    return marked.hexdigest()[:_MARK_LENGTH]


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir():
            found += _files(one)
        elif one.name.endswith((".py", ".po", ".typ")):
            found.append(one)
    return found

"""What a carrier gets: to whom, as which bytes, in which words. Pure."""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple
from uuid import UUID

from services.notify.addressees.channel import Channel
from services.notify.messages.language import Language

MEDIA_TYPES = {Channel.EMAIL: "message/rfc822", Channel.SMS: "text/plain", Channel.LETTER: "application/pdf"}
"""What the bytes are, by channel."""


class Parcel(NamedTuple):
    """What a carrier gets. The same message by the same channel is the same bytes, whoever makes it and when.

    `words` are what the reader reads, without any form; `wording` marks the wording that they come from.
    """

    message_id: UUID
    channel: Channel
    to: str
    language: Language
    content: bytes
    words: str
    wording: str

    @property
    def content_hash(self) -> bytes:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.content).digest()


def mail_of(message_id: UUID, to: str, email_from: str, language: Language, subject: str, words: str) -> EmailMessage:
    """A mail of plain text; the same words are the same bytes."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = email_from
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{message_id}@{email_from.rpartition('@')[2]}>"
    mail["Content-Language"] = language
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(words, cte="base64")
    return mail

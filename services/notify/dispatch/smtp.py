"""E-mail by SMTP (RFC 5321), encrypted with STARTTLS or from the first byte; the standard library speaks it.

A mail server says with one line that it takes a message over. If the line does not come nobody knows, so a mail is
never handed over again by itself.
"""

import asyncio
import smtplib
import ssl
from contextlib import suppress
from typing import NamedTuple

from services.notify.dispatch.carrier import Carried, HandedOver, Lost, NotNow, Refused
from services.notify.dispatch.parcel import Parcel

_PATIENCE = 30.0
"""Seconds for each thing that is asked of the server."""
_FOR_GOOD = 500
"""From here on an answer is a refusal, below it the server asks for another time (RFC 5321, section 4.2.1)."""
_TAKEN = 250


class MailServer(NamedTuple):
    """Where mail is handed over; with `encrypted` from the first byte, else by STARTTLS, and never in the clear but in
    development (`plain`)."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    encrypted: bool = False
    plain: bool = False


class Smtp:
    """Carries mail to a server of the organisation."""

    repeats_safely = False

    def __init__(self, server: MailServer, email_from: str) -> None:
        self._server = server
        self._from = email_from

    async def carry(self, parcel: Parcel) -> Carried:
        """Hand one mail over, on a connection of its own."""
        return await asyncio.to_thread(self._hand_over, parcel)

    def _hand_over(self, parcel: Parcel) -> Carried:
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException):
            return NotNow()
        try:
            return self._one_mail(server, parcel)
        finally:
            _leave(server)

    def _one_mail(self, server: smtplib.SMTP, parcel: Parcel) -> Carried:
        try:
            for code, _ in (server.mail(self._from), server.rcpt(parcel.to)):
                if code >= _FOR_GOOD:
                    return Refused()
                if code not in (_TAKEN, _TAKEN + 1):
                    return NotNow()
        except (OSError, smtplib.SMTPException):
            return NotNow()
        return _data(server, parcel.content)

    def _connected(self) -> smtplib.SMTP:
        known = self._server
        if known.encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(known.host, known.port, timeout=_PATIENCE, context=_tls())
        else:
            server = smtplib.SMTP(known.host, known.port, timeout=_PATIENCE)
        try:
            server.ehlo_or_helo_if_needed()
            if not known.encrypted and not known.plain:
                server.starttls(context=_tls())
                server.ehlo()
            if known.user is not None and known.password is not None:
                server.login(known.user, known.password)
        except BaseException:
            server.close()
            raise
        return server


def _leave(server: smtplib.SMTP) -> None:
    """Whatever the server says to that, what was handed over was."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _data(server: smtplib.SMTP, content: bytes) -> Carried:
    """The one moment in which silence leaves it open whether the mail is taken."""
    try:
        code, _ = server.data(content)
    except smtplib.SMTPDataError as refusal:
        return Refused() if refusal.smtp_code >= _FOR_GOOD else NotNow()
    except (OSError, smtplib.SMTPException):
        return Lost()
    if code == _TAKEN:
        return HandedOver()
    return Refused() if code >= _FOR_GOOD else NotNow()


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()

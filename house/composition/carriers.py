"""How messages leave the house, as the settings say: mail by a server, text messages by a provider, all else into a
folder that somebody empties."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import unquote, urlsplit

from services.clock import Clock
from services.errors import Fault, InvalidInput
from services.notify.addressees.channel import Channel
from services.notify.dispatch.carrier import Carrier
from services.notify.dispatch.folder import Folder
from services.notify.dispatch.sms_provider import Provider, SmsProvider
from services.notify.dispatch.smtp import MailServer, Smtp
from services.notify.settings import NotifySettings
from services.notify.subscriptions.address import checked
from services.notify.webhooks.calling import all_of_it, open_calls

_PORTS = {"smtp": 587, "smtps": 465}
"""Submission (RFC 6409), and submission over TLS (RFC 8314)."""


@asynccontextmanager
async def open_carriers(settings: NotifySettings, machine: Clock) -> AsyncIterator[Mapping[Channel, Carrier]]:
    """For each channel the one that carries it; a channel without one is passed by. `InvalidInput`."""
    found: dict[Channel, Carrier] = {}
    if settings.notify_post_folder is not None:
        found = {channel: Folder(settings.notify_post_folder) for channel in Channel}
    if settings.notify_smtp_url is not None:
        server = mail_server(settings.notify_smtp_url.get_secret_value(), development=settings.is_development)
        found[Channel.EMAIL] = Smtp(server, settings.notify_email_from)
    if (provider := sms_provider(settings)) is None:
        yield found
        return
    async with open_calls(settings.sms_networks(), reads=all_of_it) as calls:
        yield found | {Channel.SMS: SmsProvider(calls, provider, machine)}


def sms_provider(settings: NotifySettings) -> Provider | None:
    """The provider of text messages that the settings name, if they do; its address keeps the rules of a webhook's."""
    url, token = settings.notify_sms_url, settings.notify_sms_token
    if url is None and token is None:
        return None
    if url is None or token is None:
        missing = "ONTZORG_NOTIFY_SMS_URL" if url is None else "ONTZORG_NOTIFY_SMS_TOKEN"
        raise InvalidInput([Fault(missing, "is not set", "give both the provider's address and its token")])
    try:
        return Provider(checked(url, development=settings.is_development), token, settings.notify_sms_from)
    except InvalidInput as invalid:
        raise InvalidInput(invalid.under("ONTZORG_NOTIFY_SMS_URL")) from None


def mail_server(written: str, *, development: bool) -> MailServer:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…`; in development the former goes in the clear."""
    parts = urlsplit(written)
    if parts.scheme not in _PORTS or not parts.hostname:
        cure = "write smtp://user:password@host:587, or smtps:// where all of it is encrypted"
        raise InvalidInput([Fault("ONTZORG_NOTIFY_SMTP_URL", "is no mail server", cure)])
    encrypted = parts.scheme == "smtps"
    return MailServer(
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        encrypted=encrypted,
        plain=development and not encrypted,
    )

"""How messages leave the house, as the settings say: mail by a server, all else into a folder that somebody empties."""

from urllib.parse import unquote, urlsplit

from services.errors import Fault, InvalidInput
from services.notify.addressees.channel import Channel
from services.notify.settings import NotifySettings
from services.notify.told.carrier import Carrier
from services.notify.told.folder import Folder
from services.notify.told.smtp import MailServer, Smtp

_PORTS = {"smtp": 587, "smtps": 465}
"""Submission (RFC 6409), and submission over TLS (RFC 8314)."""


def carriers_of(settings: NotifySettings) -> dict[Channel, Carrier]:
    """For each channel the one that carries it; a channel without one is passed by. `InvalidInput`."""
    found: dict[Channel, Carrier] = {}
    if settings.notify_post_folder is not None:
        found = {channel: Folder(settings.notify_post_folder) for channel in Channel}
    if settings.notify_smtp_url is not None:
        server = mail_server(settings.notify_smtp_url.get_secret_value(), development=settings.is_development)
        found[Channel.EMAIL] = Smtp(server, settings.notify_email_from)
    return found


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

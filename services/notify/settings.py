"""What a deployment decides for the notify service."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from services.errors import InvalidInput
from services.notify.webhooks.reach import Network, read_networks
from services.sealing import Keyring
from services.settings import PREFIX, Settings

SMS_FROM = r"^([A-Za-z0-9 ]{3,11}|\+[1-9][0-9]{7,14})$"
"""A sender of letters and digits (3GPP TS 23.040, section 9.1.2.5, has room for eleven), or a number (ITU-T E.164)."""

KEPT_AT_LEAST = 6
"""Months: until then there may be something to tell a household still (`told/owed.py`)."""


class NotifySettings(Settings):
    """The settings of this service beside those that every service has."""

    notify_database_url: SecretStr
    """The database, entered as the role `ontzorg_notify`."""
    sealing_keys: SecretStr
    """`<id>=<32 bytes in base64>`, separated by commas; the first closes, all of them open."""
    lookup_key: SecretStr
    """32 bytes in base64, by which what is sealed is found again; it stays for good."""

    webhook_networks: str = ""
    """Networks inside that webhooks may be sent to nevertheless, as in `10.1.0.0/16`, separated by commas."""

    notify_post_folder: Path | None = None
    """Where what has no other carrier is laid down: letters for a print shop, text messages for their provider."""
    notify_smtp_url: SecretStr | None = None
    """The mail server, `smtp://user:password@host:587` or `smtps://…`; without it mail goes into the folder."""
    notify_email_from: str = "ontzorg@localhost"
    """Whom mail to people comes from."""
    notify_sms_url: str | None = None
    """Where text messages are handed to their provider; without it they go into the folder."""
    notify_sms_token: SecretStr | None = None
    """By which it knows us."""
    notify_sms_from: Annotated[str, StringConstraints(pattern=SMS_FROM)] | None = None
    """Whom a telephone shows that they come from: 3 to 11 letters and digits, or a number as `+31612345678`. Without it
    the provider says it."""
    notify_sms_networks: str = ""
    """Networks inside in which that provider may be, written as those of webhooks."""

    notify_kept_months: Annotated[int, Field(ge=KEPT_AT_LEAST)] | None = None
    """So many months after the end of its relief a household is erased; without it somebody does so."""

    def networks(self) -> tuple[Network, ...]:
        """Those of webhooks; `InvalidInput` names those that are none."""
        return _networks("WEBHOOK_NETWORKS", self.webhook_networks)

    def sms_networks(self) -> tuple[Network, ...]:
        """Those of the provider of text messages; `InvalidInput`."""
        return _networks("NOTIFY_SMS_NETWORKS", self.notify_sms_networks)

    def keyring(self) -> Keyring:
        """The keys; `InvalidInput` names those that are none."""
        return Keyring.parse(self.sealing_keys.get_secret_value(), self.lookup_key.get_secret_value())


def _networks(variable: str, written: str) -> tuple[Network, ...]:
    try:
        return read_networks(written)
    except InvalidInput as invalid:
        raise InvalidInput(invalid.under(f"{PREFIX}{variable}")) from None

"""What a deployment decides for the notify service."""

from pathlib import Path

from pydantic import SecretStr

from services.errors import InvalidInput
from services.notify.sending.reach import Network, read_networks
from services.sealing import Keyring
from services.settings import PREFIX, Settings


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

    def networks(self) -> tuple[Network, ...]:
        """These networks; `InvalidInput` names those that are none."""
        try:
            return read_networks(self.webhook_networks)
        except InvalidInput as invalid:
            raise InvalidInput(invalid.under(f"{PREFIX}WEBHOOK_NETWORKS")) from None

    def keyring(self) -> Keyring:
        """The keys; `InvalidInput` names those that are none."""
        return Keyring.parse(self.sealing_keys.get_secret_value(), self.lookup_key.get_secret_value())

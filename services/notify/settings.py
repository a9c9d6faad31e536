"""What a deployment decides for the notify service."""

from pydantic import SecretStr

from services.sealing import Keyring
from services.settings import Settings


class NotifySettings(Settings):
    """The settings of this service beside those that every service has."""

    notify_database_url: SecretStr
    """The database, entered as the role `ontzorg_notify`."""
    sealing_keys: SecretStr
    """`<id>=<32 bytes in base64>`, separated by commas; the first closes, all of them open."""
    lookup_key: SecretStr
    """32 bytes in base64, by which what is sealed is found again; it stays for good."""

    def keyring(self) -> Keyring:
        """The keys; `InvalidInput` names those that are none."""
        return Keyring.parse(self.sealing_keys.get_secret_value(), self.lookup_key.get_secret_value())

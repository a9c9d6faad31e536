"""What a deployment decides for the schedule service."""

from pathlib import Path

from pydantic import SecretStr

from services.errors import Fault, InvalidInput
from services.schedule.channel.described import ChannelDescription, read_channels
from services.schedule.households.rulebook import Rulebook, shipped_rules
from services.schedule.norms import norm_book
from services.schedule.norms.coa import coa_rates
from services.schedule.policies.loading import policies_of
from services.sealing import Keyring
from services.settings import PREFIX, Settings

_CHANNELS = f"{PREFIX}BANK_CHANNELS"


class ScheduleSettings(Settings):
    """The settings of this service beside those that every service has."""

    schedule_database_url: SecretStr
    """The database, entered as the role `ontzorg_schedule`."""
    sealing_keys: SecretStr
    """`<id>=<32 bytes in base64>`, separated by commas; the first closes, all of them open."""
    lookup_key: SecretStr
    """32 bytes in base64, by which a sealed account number is found again; it stays for good."""
    bank_folder: Path | None = None
    """A folder in which files of the bank are put down; docs/statements.md says how it is laid out."""
    bank_channels: Path | None = None
    """A file that describes the channels of banks that are asked over SFTP; docs/bank-channel.md says how."""
    policies_folder: Path | None = None
    """A folder with the organisation's own policies, one `name.toml` each; those of the product without it."""
    schemas: Path | None = None
    """A folder with ISO's schemas (`camt.053.001.08.xsd`), against which a bank's file is held too; none without it."""

    def keyring(self) -> Keyring:
        """The keys; `InvalidInput` names those that are none."""
        return Keyring.parse(self.sealing_keys.get_secret_value(), self.lookup_key.get_secret_value())

    def channels(self) -> tuple[ChannelDescription, ...]:
        """The channels of banks that are asked; `InvalidInput` with every fault of their description."""
        if self.bank_channels is None:
            return ()
        try:
            return read_channels(self.bank_channels.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            cure = "name a file that this service may read"
            raise InvalidInput([Fault(_CHANNELS, "this file cannot be read", cure)]) from None
        except InvalidInput as invalid:
            raise InvalidInput(invalid.under(_CHANNELS)) from None

    def rules(self) -> Rulebook:
        """The rules that plans are made by; `InvalidInput` with every fault of every policy."""
        if self.policies_folder is None:
            return shipped_rules()
        return Rulebook.of(policies_of(self.policies_folder), norm_book(), coa_rates())

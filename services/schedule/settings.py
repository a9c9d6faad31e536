"""What a deployment decides for the schedule service."""

from pathlib import Path

from pydantic import SecretStr

from services.schedule.households.rulebook import Rulebook, shipped_rules
from services.schedule.norms import norm_book
from services.schedule.norms.coa import coa_rates
from services.schedule.policies.loading import policies_of
from services.sealing import Keyring
from services.settings import Settings


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
    policies_folder: Path | None = None
    """A folder with the organisation's own policies, one `name.toml` each; those of the product without it."""
    schemas: Path | None = None
    """A folder with ISO's schemas (`camt.053.001.08.xsd`), against which a bank's file is held too; none without it."""

    def keyring(self) -> Keyring:
        """The keys; `InvalidInput` names those that are none."""
        return Keyring.parse(self.sealing_keys.get_secret_value(), self.lookup_key.get_secret_value())

    def rules(self) -> Rulebook:
        """The rules that plans are made by; `InvalidInput` with every fault of every policy."""
        if self.policies_folder is None:
            return shipped_rules()
        return Rulebook.of(policies_of(self.policies_folder), norm_book(), coa_rates())

"""What a deployment decides for a house: the settings of the gateway, of the services that run in it and of what goes
between them, and its clock.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from pydantic import SecretStr, create_model, model_validator

from gateway.settings import GatewaySettings
from house.services import SERVICES, address_setting
from services.errors import Fault, InvalidInput
from services.mandates.settings import MandatesSettings
from services.notify.settings import NotifySettings
from services.schedule.settings import ScheduleSettings
from services.service_tokens import ServiceKey
from services.settings import PREFIX, Settings
from services.webhooks import WebhookSecret

_S = TypeVar("_S", bound=Settings)


class HouseSettings(GatewaySettings):
    """The settings of the house itself."""

    sandbox_clock: Path | None = None
    """The file of a clock that callers move; without it, time is the machine's."""

    @model_validator(mode="after")
    def _time_is_real_in_production(self) -> Self:
        if self.sandbox_clock and not self.is_development:
            what, cure = "time cannot be moved in production", "leave it out, or say ONTZORG_ENVIRONMENT=development"
            raise InvalidInput([Fault(f"{PREFIX}SANDBOX_CLOCK", what, cure)])
        return self


class BetweenSettings(Settings):
    """What services know each other by; the same for all of a house, wherever each of them runs."""

    service_key: SecretStr
    """32 bytes in base64: signs and verifies the tokens by which services ask each other."""
    schedule_door_secrets: SecretStr
    """`whsec_…`, separated by commas: announcements to the schedule service are signed with the first of them."""
    mandates_door_secrets: SecretStr
    """The same for announcements to the mandates service."""
    notify_door_secrets: SecretStr
    """And to the notify service."""

    def key(self) -> ServiceKey:
        """The key of the house; `InvalidInput` if it is none."""
        try:
            return ServiceKey.parse(self.service_key.get_secret_value())
        except InvalidInput as invalid:
            raise InvalidInput(invalid.under(f"{PREFIX}SERVICE_KEY")) from None

    def secrets(self, service: str) -> list[WebhookSecret]:
        """The secrets of a service's door; `InvalidInput` for those that are none."""
        name = f"{service}_door_secrets"
        given: SecretStr = getattr(self, name)
        try:
            return [WebhookSecret.parse(one.strip()) for one in given.get_secret_value().split(",")]
        except InvalidInput as invalid:
            raise InvalidInput(invalid.under(f"{PREFIX}{name.upper()}")) from None


class Deployment(NamedTuple):
    """All settings together; a service is None where it runs elsewhere and `house` says at which URL.

    `between` is None where no service runs, for a gateway alone needs none of it.
    """

    house: HouseSettings
    schedule: ScheduleSettings | None
    mandates: MandatesSettings | None
    notify: NotifySettings | None
    between: BetweenSettings | None

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment; `given` goes first. `InvalidInput` names every variable that is missing or wrong."""
        faults: dict[str, Fault] = {}
        house = _gathered(HouseSettings, given, faults)
        here = [service for service in SERVICES if house is None or getattr(house, address_setting(service)) is None]
        return cls._of(house, here, given, faults)

    @classmethod
    def of_part(cls, here: Collection[str], asks: Collection[str], **given: Any) -> Self:
        """The settings of a part in which the services of `here` run and which asks those of `asks` over HTTP.

        So all parts can be given the same addresses: those of `here` do not count, those of `asks` have to be there.
        `InvalidInput` as `load` has it.
        """
        faults: dict[str, Fault] = {}
        asked: dict[str, Any] = {address_setting(service): (str, ...) for service in asks}
        addresses = {address_setting(service): None for service in here}
        house = _gathered(create_model("PartSettings", __base__=HouseSettings, **asked), given | addresses, faults)
        return cls._of(house, here, given, faults)

    @classmethod
    def _of(
        cls, house: HouseSettings | None, here: Collection[str], given: dict[str, Any], faults: dict[str, Fault]
    ) -> Self:
        schedule = _gathered(ScheduleSettings, given, faults) if "schedule" in here else None
        mandates = _gathered(MandatesSettings, given, faults) if "mandates" in here else None
        notify = _gathered(NotifySettings, given, faults) if "notify" in here else None
        between = _gathered(BetweenSettings, given, faults) if here else None
        if house is None or faults:
            raise InvalidInput(faults.values())
        return cls(house, schedule, mandates, notify, between)

    @property
    def databases(self) -> dict[str, SecretStr]:
        """The URL of the database of each service that runs here, entered as that service."""
        found = {}
        if self.schedule is not None:
            found["schedule"] = self.schedule.schedule_database_url
        if self.mandates is not None:
            found["mandates"] = self.mandates.mandates_database_url
        if self.notify is not None:
            found["notify"] = self.notify.notify_database_url
        return found


def as_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Settings by the names of their environment variables, for a process of the same house."""
    return {f"{PREFIX}{name.upper()}": value for name, value in given.items()}


def _gathered(kind: type[_S], given: dict[str, Any], faults: dict[str, Fault]) -> _S | None:
    try:
        return kind.load(**given)
    except InvalidInput as invalid:
        faults |= {fault.where: fault for fault in invalid.faults}
        return None

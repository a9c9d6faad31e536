"""What a deployment decides for a house: the settings of the gateway, of the services that run in it, and its clock."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from pydantic import model_validator

from gateway.settings import GatewaySettings
from services.errors import Fault, InvalidInput
from services.schedule.settings import ScheduleSettings
from services.settings import PREFIX, Settings

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


class Deployment(NamedTuple):
    """All settings together; `schedule` is None where that service runs elsewhere and `house.schedule_url` says so."""

    house: HouseSettings
    schedule: ScheduleSettings | None

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment; `given` goes first. `InvalidInput` names every variable that is missing or wrong."""
        faults: dict[str, Fault] = {}
        house = _gathered(HouseSettings, given, faults)
        elsewhere = house is not None and house.schedule_url is not None
        schedule = None if elsewhere else _gathered(ScheduleSettings, given, faults)
        if house is None or faults:
            raise InvalidInput(faults.values())
        return cls(house, schedule)


def as_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Settings by the names of their environment variables, for a process of the same house."""
    return {f"{PREFIX}{name.upper()}": value for name, value in given.items()}


def _gathered(kind: type[_S], given: dict[str, Any], faults: dict[str, Fault]) -> _S | None:
    try:
        return kind.load(**given)
    except InvalidInput as invalid:
        faults |= {fault.where: fault for fault in invalid.faults}
        return None

"""What a deployment decides, read from environment variables that begin with `ONTZORG_`, complete or not at all.

A service adds its own by inheriting: `class ScheduleSettings(Settings)` with a field `schedule_database_url` reads
`ONTZORG_SCHEDULE_DATABASE_URL`.
"""

from enum import StrEnum
from typing import Any, Self

from pydantic import SecretBytes, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.errors import Fault, InvalidInput

PREFIX = "ONTZORG_"

DEVELOPMENT_MARK = "development-only"
"""How every secret begins that is written down in this repository."""


class Environment(StrEnum):
    """Whom a mistake would hurt: nobody in development, people in production."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """The settings that every service has. Without a word about the environment it is production."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Environment = Environment.PRODUCTION
    oidc_issuer: str
    """The issuer of the tokens that are let in, as in their `iss`."""
    oidc_audience: str = "ontzorg"
    """What stands in `aud` of a token that is meant for us."""
    oin: str
    """The twenty digits of the organisation that runs this system (organisatie-identificatienummer)."""
    system: str = "ontzorg"
    """The name of this system in the `source` of its events."""
    log_level: str = "INFO"

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment; `given` goes first. `InvalidInput` names every variable that is missing or wrong."""
        try:
            return cls(**given)
        except ValidationError as refusal:
            raise InvalidInput(_faults(refusal)) from None

    @property
    def is_development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT

    @model_validator(mode="after")
    def _nothing_of_development_in_production(self) -> Self:
        if not self.is_development:
            faults = [fault for name in type(self).model_fields for fault in _unfit(name, getattr(self, name))]
            if faults:
                raise InvalidInput(faults)
        return self


def _unfit(name: str, value: Any) -> list[Fault]:
    if isinstance(value, SecretStr | SecretBytes):
        secret = value.get_secret_value()
        plain = secret.decode(errors="replace") if isinstance(secret, bytes) else secret
        if plain.startswith(DEVELOPMENT_MARK):
            return [Fault(_variable(name), "is a secret that everybody can read in the repository", "make a new one")]
    if isinstance(value, str) and value.startswith("http://"):
        return [Fault(_variable(name), "is not encrypted", "use https, or say ONTZORG_ENVIRONMENT=development")]
    return []


def _faults(refusal: ValidationError) -> list[Fault]:
    found: list[Fault] = []
    for error in refusal.errors(include_url=False, include_input=False):
        cause = error.get("ctx", {}).get("error")
        if isinstance(cause, InvalidInput):
            found += cause.faults
        elif error["type"] == "missing":
            found.append(Fault(_variable(str(error["loc"][0])), "is not set", "set it; see the page on operating"))
        else:
            found.append(Fault(_variable(str(error["loc"][0])), error["msg"], "see the page on operating"))
    return found


def _variable(field: str) -> str:
    return PREFIX + field.upper()

"""Bringing a database to where this version of Ontzorg wants it: roles, schemas, tables, and the roles' passwords."""

from collections.abc import Mapping, Sequence

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from house.services import SERVICES, url_setting
from services.errors import Fault, InvalidInput
from services.migration import migrate
from services.roles import prepare, set_password
from services.settings import PREFIX


def bring_up_to_date(admin_url: str, services: Sequence[str] = SERVICES) -> None:
    """Make what these services need in the database of `admin_url` and is not there yet; twice is as once."""
    prepare(admin_url, services)
    for service in services:
        migrate(admin_url, service)


def passwords_of(settings: Mapping[str, str], services: Sequence[str] = SERVICES) -> dict[str, str]:
    """The passwords by which these services enter, out of the very settings that they enter by, where those have one.

    So a password stands in one place. `InvalidInput` names every setting that is no address.
    """
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for service in services:
        variable = f"{PREFIX}{url_setting(service).upper()}"
        try:
            password = make_url(settings[variable]).password if settings.get(variable) else None
        except ArgumentError:
            faults.append(Fault(variable, "is no address of a database", "write postgresql://user:password@host/name"))
            continue
        if password:
            found[service] = password
    if faults:
        raise InvalidInput(faults)
    return found


def give_passwords(admin_url: str, passwords: Mapping[str, str]) -> None:
    """Let each of these services enter by its password from now on; who is in already stays."""
    for service, password in passwords.items():
        set_password(admin_url, service, password)

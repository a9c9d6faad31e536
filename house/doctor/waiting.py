"""What the doctor finds that waits for a person: no promise is broken by it, and nothing mends it by itself."""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from house.doctor.examination import Offender, first_of, looking
from house.services import SERVICES
from services.concerns import Concern


class Waiting(NamedTuple):
    """A concern, how often it is found (never is not told), and the first of these."""

    service: str
    concern: Concern
    times: int
    first: Sequence[Offender]


def waiting(url: str, services: Sequence[str] = SERVICES) -> list[Waiting]:
    """What waits in the database of these services; refused as an examination is."""
    found: list[Waiting] = []
    for service in services:
        concerns: Sequence[Concern] = import_module(f"services.{service}.concerns").CONCERNS
        with looking(url, service) as connection:
            if connection is not None:
                asked = ((one, *first_of(connection, one.found)) for one in concerns)
                found += [Waiting(service, one, times, first) for one, times, first in asked if times]
    return found

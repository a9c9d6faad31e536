"""`migrate`: a database as this version wants it; a step before new parts start."""

import os
from argparse import ArgumentParser, Namespace

from house.migrating import bring_up_to_date, give_passwords, passwords_of
from house.services import SERVICES, url_setting
from house.serving.running import DATABASE
from services.clock import SystemClock
from services.errors import Fault, InvalidInput
from services.settings import PREFIX
from services.telemetry import set_up_logging

SUMMARY = "Make or renew the roles and tables of every service in a database; doing it again changes nothing."
GROUP = "operators"
EXAMPLE = "./ontzorg migrate --database-url postgresql://admin@localhost/ontzorg"


def add_arguments(parser: ArgumentParser) -> None:
    """Which database, and which of the services."""
    known = f"of {', '.join(SERVICES)}; all of them without a name"
    parser.add_argument("services", nargs="*", metavar="SERVICE", help=known)
    parser.add_argument("--database-url", metavar="URL", help=f"as its administrator; {DATABASE} does the same")
    settings = ", ".join(f"{PREFIX}{url_setting(service).upper()}" for service in SERVICES)
    parser.epilog = (
        f"{parser.epilog}\n\nWhere these name a password, that becomes the one of the service's role:\n{settings}.\n"
        "docs/operating.md says how a version that is at work is followed up without losing a request."
    )


def run(args: Namespace) -> int:
    """Do it, and say for which services; `InvalidInput` before anything is touched."""
    if unknown := sorted(set(args.services) - set(SERVICES)):
        raise InvalidInput([Fault(one, "is no service", f"choose from {', '.join(SERVICES)}") for one in unknown])
    url = args.database_url or os.environ.get(DATABASE)
    if not url:
        raise InvalidInput([Fault(DATABASE, "is not set", "name the database, as its administrator enters it")])
    set_up_logging("migrate", SystemClock(), level="WARNING")
    services = [service for service in SERVICES if service in args.services or not args.services]
    passwords = passwords_of(os.environ, services)
    bring_up_to_date(url, services)
    give_passwords(url, passwords)
    given = f"; passwords given to {', '.join(passwords)}" if passwords else ""
    print(f"Up to date: {', '.join(services)}{given}.")
    return 0

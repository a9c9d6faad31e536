"""`work`: what services do without a request, as one of any number of workers on one database."""

from argparse import ArgumentParser, Namespace

import uvloop

from house.composition.parts import settings_to_work
from house.services import SERVICES
from house.serving.part import work_apart
from house.serving.watching_options import add_watching, watch_listening
from services.errors import Fault, InvalidInput

SUMMARY = "Do what services do without a request: jobs, announcements, webhooks; as one of any number of replicas."
GROUP = "operators"
EXAMPLE = "./ontzorg work schedule"


def add_arguments(parser: ArgumentParser) -> None:
    """For which services."""
    known = f"of {', '.join(SERVICES)}; all of them without a name"
    parser.add_argument("services", nargs="*", metavar="SERVICE", help=known)
    add_watching(parser)
    parser.epilog = (
        f"{parser.epilog}\n\nThat is its jobs, the relay of what it announces, webhooks, and the alarm clock.\n"
        "Services that it does not work for are asked at the addresses of the settings.\n"
        "SIGTERM lets it come to the end of its job."
    )


def run(args: Namespace) -> int:
    """Work until told to leave; `InvalidInput` names every setting that is missing, before anything is opened."""
    if unknown := sorted(set(args.services) - set(SERVICES)):
        raise InvalidInput([Fault(one, "is no service", f"choose from {', '.join(SERVICES)}") for one in unknown])
    deployment = settings_to_work(args.services or SERVICES)
    with watch_listening(args.watch_port, args.watch_host) as watch:
        uvloop.run(work_apart(deployment, watch))
    return 0

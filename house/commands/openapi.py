"""`openapi`: the document of a service's API, as it is kept in docs/openapi."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping

from house.worlds.app import worlds_document
from services.mandates.app import mandates_document
from services.notify.app import notify_document
from services.openapi import Document
from services.schedule.app import schedule_document

SUMMARY = "Print the OpenAPI document of a service or of the sandbox, as it is kept in docs/openapi."
GROUP = "builders"
EXAMPLE = "./ontzorg openapi schedule"

DOCUMENTS: Mapping[str, Callable[[], Document]] = {
    "mandates": mandates_document,
    "notify": notify_document,
    "sandbox": worlds_document,
    "schedule": schedule_document,
}
"""What each service says of itself, by its name."""


def add_arguments(parser: ArgumentParser) -> None:
    """Which service."""
    parser.add_argument("service", choices=sorted(DOCUMENTS), help="whose API")


def run(args: Namespace) -> int:
    """Print it as JSON, two spaces deep, so that a change of it can be read."""
    print(json.dumps(DOCUMENTS[args.service](), indent=2, ensure_ascii=False))
    return 0

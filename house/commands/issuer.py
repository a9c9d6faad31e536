"""`issuer`: the issuer of tokens for development, in a process of its own."""

from argparse import ArgumentParser, Namespace

import uvloop

from house.issuer import issuer_app
from house.serving.people import development_issuer
from house.serving.server import LOOPBACK, listening, serve_at
from services.clock import SystemClock
from services.settings import Settings
from services.telemetry import set_up_logging

SUMMARY = "Issue tokens for development, to a person of each role; an organisation's own issuer takes its place."
GROUP = "operators"
EXAMPLE = "./ontzorg issuer --port 8060"

_PORT = 8060


def add_arguments(parser: ArgumentParser) -> None:
    """Where it listens."""
    parser.add_argument("--host", default=LOOPBACK, help=f"the address of this machine to listen at ({LOOPBACK})")
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help=f"the port ({_PORT}; 0: any that is free)")
    parser.epilog = (
        f"{parser.epilog}\n\nOnly with ONTZORG_ENVIRONMENT=development. ONTZORG_OIDC_ISSUER is the address that it\n"
        "writes into tokens, and that the parts fetch its keys from. Its key lives as long as the process."
    )


def run(args: Namespace) -> int:
    """Issue until told to leave; `OnlyInDevelopment` anywhere else, `InvalidInput` for settings that are missing."""
    settings = Settings.load()
    issuer = development_issuer(settings.oidc_issuer, settings.oidc_audience, development=settings.is_development)
    set_up_logging("issuer", SystemClock(), level=settings.log_level)
    with listening(args.port, args.host) as listener:
        uvloop.run(serve_at(issuer_app(issuer), listener, "the development issuer answers"))
    return 0

"""`serve`: one part of a house by HTTP; its worker, its database and its migrations are somebody else's."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

import uvloop

from house.composition.parts import PARTS, settings_to_serve
from house.serving.part import serve_part
from house.serving.server import LOOPBACK, Tls, listening
from house.serving.watching_options import add_watching, watch_listening
from services.errors import Fault, InvalidInput

SUMMARY = "Serve one part of a house by HTTP, as one of any number of replicas."
GROUP = "operators"
EXAMPLE = "./ontzorg serve schedule --port 8001"

_PORT = 8000


def add_arguments(parser: ArgumentParser) -> None:
    """Which part, and where it listens."""
    parser.add_argument("part", choices=PARTS, help="`house` is all of them at one address")
    parser.add_argument("--host", default=LOOPBACK, help=f"the address of this machine to listen at ({LOOPBACK})")
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help=f"the port ({_PORT}; 0: any that is free)")
    parser.add_argument("--tls-certificate", type=Path, metavar="PEM", help="its certificate and those above it")
    parser.add_argument("--tls-key", type=Path, metavar="PEM", help="the key of that certificate")
    add_watching(parser)
    parser.epilog = (
        f"{parser.epilog}\n\nSettings come from the environment; docs/operating.md lists them. What is done without a\n"
        "request is done by `./ontzorg work`. SIGTERM lets requests finish."
    )


def run(args: Namespace) -> int:
    """Serve until told to leave; `InvalidInput` names every setting that is missing, before anything is opened."""
    if (args.tls_certificate is None) != (args.tls_key is None):
        raise InvalidInput([Fault("--tls-certificate, --tls-key", "belong together", "give both, or neither")])
    tls = Tls(args.tls_certificate, args.tls_key) if args.tls_key else None
    deployment = settings_to_serve(args.part)
    with listening(args.port, args.host) as listener, watch_listening(args.watch_port, args.watch_host) as watch:
        uvloop.run(serve_part(args.part, deployment, listener, tls, watch))
    return 0

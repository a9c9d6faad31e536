"""The words by which a command says where it lets itself be watched."""

from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from socket import socket

from house.serving.server import LOOPBACK, listening


def add_watching(parser: ArgumentParser) -> None:
    """Where a part lets itself be watched."""
    told = "where /metrics and /health/live answer, for whoever watches (nowhere); keep it inside"
    parser.add_argument("--watch-port", type=int, metavar="N", help=told)
    parser.add_argument("--watch-host", default=LOOPBACK, metavar="HOST", help=f"the address for that ({LOOPBACK})")


def watch_listening(port: int | None, host: str) -> AbstractContextManager[socket | None]:
    """The socket for whoever watches, if there is to be one."""
    return nullcontext() if port is None else listening(port, host)

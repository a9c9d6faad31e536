"""What the house logs, caught line by line; everything about logging is left as it was found."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from services.clock import Clock
from services.telemetry import set_up_logging


class Log(io.StringIO):
    """The lines that were written."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@contextmanager
def logging_to(service: str, clock: Clock, *, strict: bool = True) -> Iterator[Log]:
    handlers, level, found = logging.root.handlers[:], logging.root.level, structlog.get_config()
    log = Log()
    set_up_logging(service, clock, strict=strict, stream=log)
    try:
        yield log
    finally:
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)
        structlog.configure(**found)
        structlog.contextvars.clear_contextvars()

"""A part of a house as whoever runs it starts it: a process of its own, with settings from its environment alone."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from house.services import SERVICES, url_setting
from house.settings import as_environment
from services.database import as_service
from tests.deployment import DEVELOPMENT
from tests.house.running_up import PATIENCE


class RunningPart:
    """One that has said that it is there."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.process = process
        self.said = process.stdout.readline().strip()

    @property
    def address(self) -> str:
        """Where it says that it answers."""
        return str(re.findall(r"https?://127\.0\.0\.1:\d+", self.said)[0])

    def end(self) -> int:
        """Tell it to leave, as whatever runs it does; its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)


@contextmanager
def running_part(*words: str, log: Path, settings: Mapping[str, str]) -> Iterator[RunningPart]:
    """`./ontzorg` with these words, gone at the end of the block."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ONTZORG_")}
    with log.open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "house", *words],
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
            cwd="/",
            env=ours | dict(settings),
            start_new_session=True,
        )
        try:
            yield RunningPart(process)
        finally:
            process.kill()
            process.communicate(timeout=PATIENCE)


def settings_of_all(admin_url: str, **given: str) -> dict[str, str]:
    """What every part of a development house over this database may be told, as environment variables."""
    urls = {url_setting(service): as_service(admin_url, service) for service in SERVICES}
    return as_environment({**DEVELOPMENT, **urls, **given})

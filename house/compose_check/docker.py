"""Docker and Compose as they are called from here, whichever of the two versions of Compose there is."""

import json
import os
import socket
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from services.errors import Problem

FILE = "docker-compose.yml"
_PORTS = ("GATEWAY_PORT", "SCHEDULE_PORT", "MANDATES_PORT", "NOTIFY_PORT", "ISSUER_PORT")


class DockerRefuses(Problem):
    """Docker or Compose did not do what was asked; the message has its last lines."""


class Composed:
    """One project of our own, on ports that are free: what is on this machine already is left alone."""

    def __init__(self, root: Path, project: str, base: str, postgres: str | None) -> None:
        self._root = root
        self._base = base
        self._settings = {"BASE": base, **({"POSTGRES_IMAGE": postgres} if postgres else {}), **_free_ports()}
        self._compose = [*_program(), "--project-name", project, "--file", FILE]

    def port(self, part: str) -> int:
        """Where a part answers on this machine."""
        return int(self._settings[f"{part.upper()}_PORT"])

    def build(self) -> None:
        """The image of every part."""
        words = ["--file", "deploy/Dockerfile", "--build-arg", f"BASE={self._base}", "--network", "host"]
        self._run(["docker", "build", *words, "--tag", "ontzorg", "."])

    def up(self, *services: str, **settings: str) -> None:
        """Start these, or all; in the order of their health."""
        self._settings |= settings
        self._run([*self._compose, "up", "--detach", *services])

    def run(self, service: str, *words: str) -> str:
        """What another command says with the settings of a service."""
        return self._run([*self._compose, "run", "--rm", "--no-deps", "-T", service, *words])

    def log(self, service: str) -> str:
        """What a service said."""
        return self._run([*self._compose, "logs", "--no-color", service])

    def containers(self) -> Mapping[str, Mapping[str, Any]]:
        """What Docker knows of each container, by its service."""
        ids = self._run([*self._compose, "ps", "--all", "--quiet"]).split()
        found = json.loads(self._run(["docker", "inspect", *ids]))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}

    def stop(self) -> None:
        """Tell everything to leave."""
        self._run([*self._compose, "stop"])

    def down(self) -> None:
        """Take everything away that was started, with its data."""
        self._run([*self._compose, "down", "--volumes", "--remove-orphans"])

    def _run(self, command: Sequence[str]) -> str:
        done = subprocess.run(
            command, cwd=self._root, env={**os.environ, **self._settings}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            told = "\n".join((done.stdout + done.stderr).splitlines()[-40:])
            raise DockerRefuses(f"{' '.join(command)}: exit code {done.returncode}\n{told}")
        return done.stdout


def not_hardened(containers: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """Each container that could do more than it needs, and what."""
    for service, one in sorted(containers.items()):
        host = one["HostConfig"]
        if not host["ReadonlyRootfs"]:
            yield f"{service}: its root can be written"
        if one["Config"]["User"] in ("", "0", "root"):
            yield f"{service}: it runs as root"
        if host["CapDrop"] != ["ALL"]:
            yield f"{service}: it has capabilities"


def _program() -> list[str]:
    """Compose v2 is a part of docker, v1 a program of its own."""
    asked = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    return ["docker", "compose"] if asked.returncode == 0 else ["docker-compose"]


def _free_ports() -> dict[str, str]:
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in _PORTS]
    found = {name: str(one.getsockname()[1]) for name, one in zip(_PORTS, opened, strict=True)}
    for one in opened:
        one.close()
    return found

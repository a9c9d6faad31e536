"""`check`: everything but the tests, in seconds: what a change must satisfy while it is being made."""

from argparse import ArgumentParser, Namespace

from house import steps

SUMMARY = "Look at the source: format, lint, types, import contracts, the repository's own rules."
GROUP = "builders"
EXAMPLE = "./ontzorg check"


def add_arguments(parser: ArgumentParser) -> None:
    """None: it always looks at everything."""


def run(args: Namespace) -> int:
    return 1 if steps.run(steps.steps_of_check()) else 0

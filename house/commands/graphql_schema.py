"""`graphql-schema`: what can be asked of the gateway, as text."""

from argparse import ArgumentParser, Namespace

from gateway.graph.schema import sdl

SUMMARY = "Print the GraphQL schema, as it is kept in docs/schema.graphql."
GROUP = "builders"
EXAMPLE = "./ontzorg graphql-schema"


def add_arguments(parser: ArgumentParser) -> None:
    """None: there is one schema."""


def run(args: Namespace) -> int:
    print(sdl(), end="")
    return 0

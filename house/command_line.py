"""From words to a command: finds it, reads its options, runs it, and turns what went wrong into an exit code."""

import os
import sys
import traceback
from argparse import ArgumentParser, RawDescriptionHelpFormatter

from house import catalogue, help_page
from services.errors import InvalidInput, Problem

GOOD, FAULTS_FOUND, WRONG_USAGE, BROKE_DOWN = 0, 1, 2, 3

_ASKS_FOR_HELP = {"-h", "--help", "help"}


def needs_environment(arguments: list[str]) -> bool:
    """Whether packages are needed at all: the list of commands and a misspelt name are answered without."""
    return bool(arguments) and arguments[0] in catalogue.names()


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code. A mistake of the user's is one line on stderr, never a traceback."""
    try:
        return answer(arguments)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the flush at exit must not complain about it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD


def answer(arguments: list[str]) -> int:
    """Show the list of commands, say what was probably meant, or run the command that was asked for."""
    names = catalogue.names()
    if arguments[:1] == ["help"] and arguments[1:2]:
        arguments = [arguments[1], "--help"]
    if not arguments or arguments[0] in _ASKS_FOR_HELP:
        print(help_page.page([catalogue.describe(name) for name in names]), flush=True)
        return GOOD
    if arguments[0] not in names:
        print(help_page.unknown(arguments[0], names), file=sys.stderr)
        return WRONG_USAGE
    return run(arguments[0], arguments[1:])


def run(name: str, options: list[str]) -> int:
    """Run the command called `name`, which exists, with the words behind it."""
    try:
        return parse_and_run(name, options)
    except InvalidInput as invalid:
        faults = [f"ontzorg {name}: {fault}" for fault in invalid.faults]
        print("\n".join(faults), file=sys.stderr)
        return FAULTS_FOUND
    except Problem as problem:
        print(f"ontzorg {name}: {problem.detail}", file=sys.stderr)
        return FAULTS_FOUND
    except BrokenPipeError:
        raise  # no fault of anybody's; `main` ends it quietly
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.filename is None:
            return broke_down()
        print(f"ontzorg {name}: {error.filename}: {(error.strerror or 'cannot be used').lower()}", file=sys.stderr)
        return WRONG_USAGE
    except Exception:
        return broke_down()


def parse_and_run(name: str, options: list[str]) -> int:
    """Import the command, read its options and run it; wrong options end the process with 2, as argparse does."""
    command = catalogue.describe(name)
    implementation = catalogue.implementation(name)
    example = f"Example:\n  {command.example}\n\n" if command.example else ""
    parser = ArgumentParser(
        prog=f"./ontzorg {name}",
        description=command.summary,
        epilog=f"{example}{help_page.EXIT_CODES}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    implementation.add_arguments(parser)
    args, rest = parser.parse_known_args(options)
    if rest and not command.passes_on:
        parser.error(f"unknown option or argument: {' '.join(rest)}")
    args.passed_on = rest
    return implementation.run(args)


def broke_down() -> int:
    """Show where Ontzorg itself went wrong: this is no mistake of the user's."""
    traceback.print_exc()
    print("ontzorg: this is a fault of Ontzorg itself; please report it with the lines above.", file=sys.stderr)
    return BROKE_DOWN

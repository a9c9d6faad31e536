"""`test`: everything that must be true before a change lands; with words behind it, only the tests these name."""

from argparse import ArgumentParser, Namespace
from concurrent.futures import ThreadPoolExecutor

from house import steps

SUMMARY = "Prove everything that must be true before a change lands: check, then the tests."
GROUP = "builders"
EXAMPLE = "./ontzorg test"
PASSES_ON = True

_NO_TESTS_COLLECTED = 5
_WRONG_USAGE = 4


def add_arguments(parser: ArgumentParser) -> None:
    parser.usage = "./ontzorg test [--long] [PYTEST OPTION OR PATH ...]"
    parser.add_argument(
        "--long", action="store_true", help="also what takes minutes and is proved in part by the others"
    )
    parser.description = (
        f"{SUMMARY} With options or paths, only pytest runs, with these: ./ontzorg test tests/house -k stamp"
    )


def run(args: Namespace) -> int:
    if args.passed_on:  # who names tests gets them, however long they take
        return _exit_code(steps.pytest(args.passed_on))
    types = steps.types()
    with ThreadPoolExecutor(1) as beside:
        pending = beside.submit(types.find_out)  # a minute of one core, and the tests are not kept waiting for it
        failed = steps.run(steps.quick_steps())
        print(flush=True)
        code = _exit_code(steps.pytest([], long=args.long))
        print(flush=True)
        failed += steps.run([types._replace(find_out=pending.result)])
    if failed:
        print(f"\nBeside the tests, this failed: {', '.join(failed)}.")
    return 1 if failed else code


def _exit_code(pytests: int) -> int:
    """pytest's own exit codes in ours: a test that failed is a fault found, and so is a name that finds no test."""
    if pytests == 0:
        return 0
    return 2 if pytests in (_WRONG_USAGE, _NO_TESTS_COLLECTED) else 1

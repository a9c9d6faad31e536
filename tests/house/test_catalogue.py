"""Commands are found by their files, and described without being run."""

from pathlib import Path

from house.catalogue import Command, describe, names

NEEDS_WHAT_IS_NOT_THERE = '''"""`open-books`."""
import a_package_that_is_not_installed
SUMMARY: str = "Open the books."
GROUP = "people"
EXAMPLE = "./ontzorg open-books 2026"
'''


def test_a_command_is_described_without_importing_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "open_books.py").write_text(NEEDS_WHAT_IS_NOT_THERE)
    assert describe("open-books", tmp_path) == Command(
        "open-books", "Open the books.", "people", "./ontzorg open-books 2026", passes_on=False
    )


def test_names_come_from_files_in_alphabetical_order_with_hyphens(tmp_path: Path) -> None:
    for name in ("__init__.py", "plan.py", "open_books.py", "notes.txt"):
        (tmp_path / name).touch()
    assert names(tmp_path) == ["open-books", "plan"]


def test_every_command_that_exists_says_what_it_does_for_whom_and_how() -> None:
    for command in map(describe, names()):
        assert command.summary.endswith("."), command.name
        assert command.group in {"people", "builders", "operators", "suppliers"}, command.name
        assert command.example.startswith(f"./ontzorg {command.name}"), command.name

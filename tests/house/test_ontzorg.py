"""The command as a stranger meets it: a bare Python, a folder with a space, no network; slow by the standards here."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from house.steps import ROOT
from tests.house.checkouts import a_checkout, a_command, a_wheel, ontzorg, start

GREET = a_command("def run(args): print(tinygreeting.WORDS); return 0", "import tinygreeting")


@pytest.fixture
def launcher() -> ModuleType:
    """The script, which has no extension, as a module."""
    loader = SourceFileLoader("ontzorg_script", str(ROOT / "ontzorg"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose only command needs the only package of its lock."""
    folder = a_checkout(tmp_path / "a check out", greet=GREET)
    (folder / "requirements.lock").write_text(a_wheel(tmp_path / "wheels", "tinygreeting", "WORDS = 'goedemorgen'"))
    return folder


def test_a_python_that_is_too_old_is_told_which_one_to_use(launcher: ModuleType) -> None:
    assert launcher.too_old((3, 9), ["python3.12"]) == (
        "Ontzorg needs Python 3.11 or newer; this is 3.9. To mend it: run `python3.12 ./ontzorg`."
    )


def test_a_machine_without_a_newer_python_is_told_to_install_one(launcher: ModuleType) -> None:
    assert launcher.too_old((3, 9), []).endswith("To mend it: install Python 3.11 or newer and run this again.")


def test_the_first_command_makes_the_environment_and_the_second_finds_it(checkout: Path) -> None:
    wheels = str(checkout.parent / "wheels")
    first = ontzorg(checkout, "greet", ONTZORG_WHEELS=wheels)
    second = ontzorg(checkout, "greet", ONTZORG_WHEELS=wheels)
    assert (first.stdout, first.returncode) == ("goedemorgen\n", 0), first.stderr
    assert first.stderr.startswith(f"Setting up Ontzorg, once: 1 packages into {checkout / '.venv'}\nReady after ")
    assert (second.stdout, second.stderr, second.returncode) == ("goedemorgen\n", "", 0)


def test_two_at_once_make_one_environment(checkout: Path) -> None:
    settings = {"ONTZORG_WHEELS": str(checkout.parent / "wheels")}
    both = [start(checkout, "greet", **settings), start(checkout, "greet", **settings)]
    spoken = [process.communicate(timeout=120) for process in both]
    assert [said for said, _ in spoken] == ["goedemorgen\n", "goedemorgen\n"]
    assert sum(complained.count("Ready after") for _, complained in spoken) == 1


def test_an_environment_that_was_left_half_made_is_made_anew(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "ontzorg.stamp").touch()
    (checkout / ".venv" / "bin" / "python").write_text("#!/bin/sh\necho half-made\n")
    (checkout / ".venv" / "bin" / "python").chmod(0o755)
    assert ontzorg(checkout, "greet", ONTZORG_WHEELS=str(checkout.parent / "wheels")).stdout == "goedemorgen\n"


def test_a_package_that_is_not_the_one_in_the_lock_is_refused_each_time(checkout: Path) -> None:
    a_wheel(checkout.parent / "wheels", "tinygreeting", "WORDS = 'something else'")
    for _ in range(2):
        refused = ontzorg(checkout, "greet", ONTZORG_WHEELS=str(checkout.parent / "wheels"))
        assert (refused.stdout, refused.returncode) == ("", 2)
        assert (
            "a package offered is not the one that requirements.lock names.\nTo mend it: git checkout" in refused.stderr
        )


def test_help_and_a_misspelt_command_need_no_environment(checkout: Path) -> None:
    helped, misspelt = ontzorg(checkout, "--help"), ontzorg(checkout, "great")
    assert (helped.stdout.splitlines()[0], helped.stderr, helped.returncode) == (
        "Ontzorg: who pays what, when, from which money, and who was told.",
        "",
        0,
    )
    assert (misspelt.stderr, misspelt.returncode) == (
        "ontzorg: there is no command `great`. Did you mean `greet`?\n",
        2,
    )
    assert not (checkout / ".venv").exists()

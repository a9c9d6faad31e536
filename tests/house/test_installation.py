"""What making an environment counts, and what it never clears away."""

import os
from pathlib import Path

import pytest

from house.environment import Environment
from house.installation import number_of_packages, refuse_what_is_not_ours
from house.set_up_failure import CannotSetUp


def test_packages_are_counted_without_their_hashes_and_without_those_for_windows() -> None:
    lock = (
        "anyio==4.16.0 \\\n    --hash=sha256:00\n"
        "cffi==2.1.1 ; platform_python_implementation == 'CPython' \\\n    --hash=sha256:11\n"
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:22\n"
    )
    assert number_of_packages(lock) == 2


def an_environment_in(folder: Path) -> Environment:
    return Environment(folder, folder, "the stamp", os.getuid())


def test_a_folder_that_someone_filled_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("four years of work")
    with pytest.raises(CannotSetUp) as refused:
        refuse_what_is_not_ours(an_environment_in(tmp_path))
    assert refused.value.what == f"{tmp_path} holds something that Ontzorg did not make"
    assert (tmp_path / "thesis.txt").read_text() == "four years of work"


def test_nothing_is_made_in_a_folder_of_someone_else(tmp_path: Path) -> None:
    with pytest.raises(CannotSetUp) as refused:
        refuse_what_is_not_ours(an_environment_in(tmp_path)._replace(user=os.getuid() + 1))
    assert refused.value.what == f"{tmp_path} belongs to someone else"
    assert list(tmp_path.iterdir()) == []


def test_what_was_made_here_before_may_be_made_anew(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "ontzorg.stamp").touch()
    refuse_what_is_not_ours(an_environment_in(tmp_path))
    assert (tmp_path / "bin").is_dir()

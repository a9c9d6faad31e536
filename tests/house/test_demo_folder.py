"""Where a demo writes: what others left there stays, what an earlier demo left makes room."""

from pathlib import Path

import pytest

from house.demo.output_folder import empty_folder
from services.errors import InvalidInput


def test_a_new_folder_and_an_empty_one_will_do(tmp_path: Path) -> None:
    assert empty_folder(tmp_path / "a" / "b").is_dir()
    assert empty_folder(tmp_path / "a" / "b").is_dir()


def test_an_earlier_demo_makes_room(tmp_path: Path) -> None:
    folder = empty_folder(tmp_path / "demo")
    (folder / "bank-files").mkdir()
    (folder / "bank-files" / "old.xml").touch()
    (folder / "summary.json").touch()

    empty_folder(folder)

    assert [path.name for path in folder.iterdir()] == [".ontzorg-demo"]


def test_what_no_demo_wrote_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bank-files").mkdir()
    (tmp_path / "bank-files" / "precious.xml").touch()

    with pytest.raises(InvalidInput, match="holds what no demo wrote"):
        empty_folder(tmp_path)
    assert (tmp_path / "bank-files" / "precious.xml").exists()


def test_a_file_that_somebody_put_beside_it_keeps_everything(tmp_path: Path) -> None:
    folder = empty_folder(tmp_path / "demo")
    (folder / "summary.json").touch()
    (folder / "my-notes.txt").touch()

    with pytest.raises(InvalidInput, match="name a folder that is empty"):
        empty_folder(folder)
    assert (folder / "summary.json").exists()
    assert (folder / "my-notes.txt").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InvalidInput, match="file holds what no demo wrote"):
        empty_folder(tmp_path / "file")

"""Which environment a command runs in, and when the one that lies there is believed."""

import os
from pathlib import Path

import pytest

from house.environment import Environment, can_be_made, environment_of, possible_folders, stamp

ROOT = Path("/srv/ontzorg")
TEMPORARY = Path("/tmp")
LOCK, PYTHON, FOLDER, USER = b"fastapi==1", "cpython-311 /usr x86_64", Path("/srv/ontzorg/.venv"), 1000


def a_whole_environment(folder: Path) -> Environment:
    made = Environment(folder / ".venv", folder, "the stamp", os.getuid())
    made.python.parent.mkdir(parents=True)
    made.python.touch(mode=0o755)
    made.stamp_file.write_text("the stamp")
    return made


def test_an_own_checkout_holds_its_environment() -> None:
    folders = possible_folders(ROOT, True, 1000, {"HOME": "/srv/anna"}, TEMPORARY)
    assert folders[0] == Path("/srv/ontzorg/.venv")


def test_a_checkout_of_someone_else_is_left_as_it_is() -> None:
    folders = possible_folders(ROOT, False, 1000, {"HOME": "/srv/anna"}, TEMPORARY)
    assert folders == [Path("/srv/anna/.cache/ontzorg-1000-ae300dd6cfb3"), Path("/tmp/ontzorg-1000-ae300dd6cfb3")]


def test_the_cache_folder_of_the_user_goes_before_the_home_folder() -> None:
    folders = possible_folders(ROOT, False, 1000, {"HOME": "/srv/anna", "XDG_CACHE_HOME": "/srv/cache"}, TEMPORARY)
    assert folders[0].parent == Path("/srv/cache")


def test_a_user_without_a_home_gets_a_temporary_folder() -> None:
    folders = possible_folders(ROOT, False, 65534, {}, TEMPORARY)
    assert [folder.parent for folder in folders] == [TEMPORARY]


def test_ontzorg_home_is_obeyed_and_nothing_else_is_tried() -> None:
    assert possible_folders(ROOT, True, 1000, {"ONTZORG_HOME": "/srv/o", "HOME": "/srv/anna"}, TEMPORARY) == [
        Path("/srv/o/venv")
    ]


def test_two_checkouts_and_two_users_never_share_a_folder() -> None:
    of = {
        possible_folders(root, False, user, {}, TEMPORARY)[0]
        for root in (ROOT, Path("/srv/ontzorg-2"))
        for user in (1000, 1001)
    }
    assert len(of) == 4


@pytest.mark.parametrize(
    "changed",
    [
        stamp(b"fastapi==2", PYTHON, FOLDER, ROOT, USER),
        stamp(LOCK, "cpython-312 /usr x86_64", FOLDER, ROOT, USER),
        stamp(LOCK, PYTHON, Path("/srv/moved/.venv"), ROOT, USER),
        stamp(LOCK, PYTHON, FOLDER, Path("/srv/moved"), USER),
        stamp(LOCK, PYTHON, FOLDER, ROOT, 1001),
    ],
    ids=["lock", "python", "folder", "checkout", "user"],
)
def test_the_stamp_changes_with_each_thing_an_environment_was_made_for(changed: str) -> None:
    assert changed != stamp(LOCK, PYTHON, FOLDER, ROOT, USER)


def test_a_stamped_environment_with_its_python_is_whole(tmp_path: Path) -> None:
    assert a_whole_environment(tmp_path).is_whole()


def test_an_environment_that_is_being_made_is_not_believed(tmp_path: Path) -> None:
    made = a_whole_environment(tmp_path)
    made.stamp_file.write_text("")
    assert not made.is_whole()


def test_an_environment_for_another_lock_is_not_believed(tmp_path: Path) -> None:
    assert not a_whole_environment(tmp_path)._replace(stamp="another stamp").is_whole()


def test_an_environment_whose_python_was_removed_is_not_believed(tmp_path: Path) -> None:
    made = a_whole_environment(tmp_path)
    made.python.unlink()
    assert not made.is_whole()


def test_an_environment_that_someone_else_left_under_our_name_is_not_believed(tmp_path: Path) -> None:
    assert not a_whole_environment(tmp_path)._replace(user=os.getuid() + 1).is_whole()


def test_a_folder_can_be_made_where_the_nearest_one_above_it_is_ours(tmp_path: Path) -> None:
    assert can_be_made(tmp_path / "not" / "there" / "yet")


def test_the_environment_of_an_own_checkout_stands_in_it(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_bytes(LOCK)
    assert environment_of(tmp_path, {}).folder == tmp_path / ".venv"

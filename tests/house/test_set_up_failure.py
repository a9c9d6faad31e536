"""What an installer says when it fails, and the one thing a person is told to do about it."""

import sys

from house.set_up_failure import diagnosis

FETCHED_SOMETHING = "Collecting alembic==1.20.1 (from -r requirements.lock (line 1))\n"
NONE_FOUND = "ERROR: No matching distribution found for anyio==4.16.0\n"


def test_a_package_with_another_hash_is_not_trusted() -> None:
    failure = diagnosis("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "")
    assert failure.what == "a package offered is not the one that requirements.lock names"
    assert failure.cure.startswith("git checkout requirements.lock; if that changes nothing, do not trust the index")


def test_a_damaged_lock_is_taken_from_git_again() -> None:
    failure = diagnosis("ERROR: Invalid requirement: '<<<<<<< HEAD': Expected package name", "")
    assert (failure.what, failure.cure) == ("requirements.lock is damaged", "git checkout requirements.lock")


def test_an_incomplete_lock_is_a_damaged_one() -> None:
    failure = diagnosis(
        "ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==.", ""
    )
    assert failure.what == "requirements.lock is damaged"


def test_nothing_fetched_means_that_no_index_was_reached() -> None:
    failure = diagnosis(NONE_FOUND, "")
    assert failure.what == "the packages of requirements.lock could not be fetched"
    assert "ONTZORG_WHEELS" in failure.cure


def test_something_fetched_and_one_not_names_the_one() -> None:
    failure = diagnosis(FETCHED_SOMETHING + NONE_FOUND, "")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert failure.what.startswith(f"anyio==4.16.0 is not offered for Python {python} on ")


def test_a_folder_of_wheels_that_lacks_one_says_how_to_fill_it() -> None:
    failure = diagnosis(FETCHED_SOMETHING + NONE_FOUND, "usb/wheels")
    assert failure.what == "usb/wheels lacks anyio==4.16.0"
    assert failure.cure == (
        "fill it on a connected machine of the same kind: "
        "python3 -m pip download --require-hashes --only-binary :all: -r requirements.lock -d usb/wheels"
    )


def test_a_full_disk_is_called_a_full_disk() -> None:
    assert diagnosis("OSError: [Errno 28] No space left on device", "").what == "the disk is full"


def test_what_is_not_understood_is_passed_on_in_the_last_words_of_the_installer() -> None:
    assert diagnosis("Collecting a\nERROR: The moon is in the way.\n\n", "").what == "The moon is in the way"

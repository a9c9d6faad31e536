"""How one secret follows another."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notify.secrets import RotationUnderWay, Secret, older_sign_until

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST, SECOND = Secret(1, NOW, NOW + 24 * HOUR), Secret(2, NOW, None)


def test_the_older_secret_signs_for_as_long_as_was_asked() -> None:
    assert older_sign_until([SECOND], 2 * HOUR, NOW) == NOW + 2 * HOUR


def test_two_secrets_overlap_and_never_three() -> None:
    with pytest.raises(RotationUnderWay):
        older_sign_until([FIRST, SECOND], HOUR, NOW + 23 * HOUR)
    assert older_sign_until([FIRST, SECOND], HOUR, NOW + 24 * HOUR) == NOW + 25 * HOUR


def test_without_an_overlap_every_older_secret_ends_whatever_is_under_way() -> None:
    assert older_sign_until([FIRST, SECOND], timedelta(0), NOW + HOUR) == NOW + HOUR

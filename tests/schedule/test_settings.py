"""What a deployment must say for the schedule service, and what it may not say in production."""

import base64
from pathlib import Path
from typing import Any

import pytest

from services.errors import InvalidInput
from services.schedule.households.rulebook import shipped_rules
from services.schedule.settings import ScheduleSettings
from services.settings import DEVELOPMENT_MARK, Environment
from tests.schedule.channel.test_described import LEAST

KEY = base64.b64encode(bytes(range(32))).decode()
COMPLETE: dict[str, Any] = {
    "environment": Environment.PRODUCTION,
    "oidc_issuer": "https://issuer.example",
    "oin": "00000001234567890000",
    "schedule_database_url": "postgresql://ontzorg_schedule@db.example/ontzorg",
    "sealing_keys": f"2026={KEY}",
    "lookup_key": KEY,
}


def test_a_complete_deployment_has_its_keys_and_the_products_policies() -> None:
    settings = ScheduleSettings.load(**COMPLETE)
    keyring = settings.keyring()
    assert keyring.unseal(keyring.seal("Woonstede", b"here"), b"here") == "Woonstede"
    assert settings.rules() is shipped_rules()


def test_what_is_not_set_is_named() -> None:
    with pytest.raises(InvalidInput) as refusal:
        ScheduleSettings.load(environment=Environment.PRODUCTION)
    assert {fault.where for fault in refusal.value.faults} >= {
        "ONTZORG_SCHEDULE_DATABASE_URL",
        "ONTZORG_SEALING_KEYS",
        "ONTZORG_LOOKUP_KEY",
    }


def test_a_key_that_everybody_can_read_closes_nothing_in_production() -> None:
    with pytest.raises(InvalidInput) as refusal:
        ScheduleSettings.load(**COMPLETE | {"sealing_keys": f"{DEVELOPMENT_MARK}={KEY}"})
    assert [fault.where for fault in refusal.value.faults] == ["ONTZORG_SEALING_KEYS"]


def test_an_organisation_may_bring_its_own_policies(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("title = 5")
    with pytest.raises(InvalidInput):
        ScheduleSettings.load(**COMPLETE | {"policies_folder": tmp_path}).rules()


def test_no_secret_shows_in_a_log() -> None:
    assert KEY not in repr(ScheduleSettings.load(**COMPLETE))


def test_the_folder_of_isos_schemas_is_none_unless_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert ScheduleSettings.load(**COMPLETE).schemas is None
    monkeypatch.setenv("ONTZORG_SCHEMAS", str(tmp_path))
    assert ScheduleSettings.load(**COMPLETE).schemas == tmp_path


def test_channels_of_a_bank_are_none_unless_a_file_describes_them(tmp_path: Path) -> None:
    assert ScheduleSettings.load(**COMPLETE).channels() == ()
    described = tmp_path / "channels.toml"
    described.write_text(LEAST)
    (channel,) = ScheduleSettings.load(**COMPLETE | {"bank_channels": described}).channels()
    assert (channel.name, channel.host) == ("bng", "sftp.bank.example")


@pytest.mark.parametrize(("content", "where"), [(None, ""), ("[[channel]]\nname = 5", ".channel[0].organisation")])
def test_a_description_that_is_missing_or_wrong_is_named_by_its_variable(
    content: str | None, where: str, tmp_path: Path
) -> None:
    described = tmp_path / "channels.toml"
    if content is not None:
        described.write_text(content)
    with pytest.raises(InvalidInput) as refusal:
        ScheduleSettings.load(**COMPLETE | {"bank_channels": described}).channels()
    assert refusal.value.faults[0].where == f"ONTZORG_BANK_CHANNELS{where}"

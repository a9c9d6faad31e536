from typing import Any

import pytest
from pydantic import SecretBytes, SecretStr

from services.errors import InvalidInput
from services.settings import DEVELOPMENT_MARK, Environment, Settings


class LedgerSettings(Settings):
    ledger_key: SecretBytes = SecretBytes(b"a key that nobody knows")
    ledger_database_url: SecretStr = SecretStr("postgresql://somewhere")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ONTZORG_OIDC_ISSUER", "https://issuer.example")
    monkeypatch.setenv("ONTZORG_OIN", "00000001234567890000")
    return monkeypatch


def test_settings_come_from_variables_with_the_prefix(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ONTZORG_LEDGER_DATABASE_URL", "postgresql://elsewhere")
    settings = LedgerSettings.load()
    assert settings.oidc_issuer == "https://issuer.example"
    assert settings.ledger_database_url.get_secret_value() == "postgresql://elsewhere"


def test_without_a_word_about_it_this_is_production(environment: pytest.MonkeyPatch) -> None:
    assert Settings.load().environment is Environment.PRODUCTION
    assert not Settings.load().is_development


def test_every_variable_that_is_missing_or_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONTZORG_ENVIRONMENT", "holiday")
    with pytest.raises(InvalidInput) as refusal:
        Settings.load()
    assert [(fault.where, fault.what) for fault in refusal.value.faults] == [
        ("ONTZORG_ENVIRONMENT", "Input should be 'development' or 'production'"),
        ("ONTZORG_OIDC_ISSUER", "is not set"),
        ("ONTZORG_OIN", "is not set"),
    ]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ONTZORG_LEDGER_KEY", f"{DEVELOPMENT_MARK}-ledger"),
        ("ONTZORG_LEDGER_DATABASE_URL", f"{DEVELOPMENT_MARK}"),
        ("ONTZORG_OIDC_ISSUER", "http://issuer.example"),
    ],
)
def test_what_is_fine_in_development_is_refused_in_production(
    variable: str, value: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv(variable, value)
    environment.setenv("ONTZORG_ENVIRONMENT", "development")
    assert LedgerSettings.load().is_development
    environment.setenv("ONTZORG_ENVIRONMENT", "production")
    with pytest.raises(InvalidInput) as refusal:
        LedgerSettings.load()
    assert [fault.where for fault in refusal.value.faults] == [variable]


def test_every_setting_unfit_for_production_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ONTZORG_LEDGER_KEY", f"{DEVELOPMENT_MARK}-ledger")
    environment.setenv("ONTZORG_OIDC_ISSUER", "http://issuer.example")
    with pytest.raises(InvalidInput) as refusal:
        LedgerSettings.load()
    assert {fault.where for fault in refusal.value.faults} == {"ONTZORG_LEDGER_KEY", "ONTZORG_OIDC_ISSUER"}


def test_a_refusal_does_not_tell_the_secret(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ONTZORG_LEDGER_KEY", f"{DEVELOPMENT_MARK}-hunter2")
    with pytest.raises(InvalidInput) as refusal:
        LedgerSettings.load()
    assert "hunter2" not in str(refusal.value)


def test_what_is_given_goes_before_what_is_in_the_environment(environment: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {"system": "sandbox"}
    environment.setenv("ONTZORG_SYSTEM", "elsewhere")
    assert Settings.load(**given).system == "sandbox"

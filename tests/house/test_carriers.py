"""What the settings say is who carries messages out of the house, and what they say half or wrongly is refused."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from house.composition.carriers import open_carriers, sms_provider
from services.clock import MovableClock
from services.errors import InvalidInput
from services.notify.addressees.channel import Channel
from services.notify.dispatch.folder import Folder
from services.notify.dispatch.sms_provider import SmsProvider
from services.notify.dispatch.smtp import Smtp
from services.notify.settings import NotifySettings
from tests.deployment import DEVELOPMENT

MACHINE = MovableClock(datetime(2026, 1, 5, 8, tzinfo=UTC))
PROVIDER = {"notify_sms_url": "https://sms.example/messages", "notify_sms_token": "invented-token"}


def settings(**given: Any) -> NotifySettings:
    return NotifySettings.load(**{**DEVELOPMENT, "notify_database_url": "postgresql://x", **given})


async def carriers(**given: Any) -> dict[Channel, type]:
    """Who carries what."""
    async with open_carriers(settings(**given), MACHINE) as found:
        return {channel: type(carrier) for channel, carrier in found.items()}


async def test_each_channel_is_carried_by_who_is_named_for_it_and_else_by_the_folder(tmp_path: Path) -> None:
    folder: dict[str, Any] = {"notify_post_folder": tmp_path}
    assert await carriers() == {}
    assert await carriers(**folder) == dict.fromkeys(Channel, Folder)
    assert await carriers(**PROVIDER) == {Channel.SMS: SmsProvider}
    everybody = await carriers(**folder, **PROVIDER, notify_smtp_url="smtps://mail.example")
    assert everybody == {Channel.EMAIL: Smtp, Channel.SMS: SmsProvider, Channel.LETTER: Folder}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"notify_sms_url": None}, ("ONTZORG_NOTIFY_SMS_URL", "is not set")),
        ({"notify_sms_token": None}, ("ONTZORG_NOTIFY_SMS_TOKEN", "is not set")),
        (
            {"notify_sms_url": "https://sms.example/#x"},
            ("ONTZORG_NOTIFY_SMS_URL", "has a fragment, which is never sent"),
        ),
        ({"notify_sms_url": "https://k@sms.example/"}, ("ONTZORG_NOTIFY_SMS_URL", "has a user or a password in it")),
        ({"notify_sms_networks": "10.1"}, ("ONTZORG_NOTIFY_SMS_NETWORKS", "‘10.1’ is no network")),
    ],
)
async def test_a_provider_that_is_named_by_half_or_wrongly_is_refused(
    given: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await carriers(**{**PROVIDER, **given})
    assert [(one.where, one.what) for one in refusal.value.faults] == [fault]


@pytest.mark.parametrize("shown", ["Gemeente", "VOORBEELD12", "+31612345678"])
def test_a_telephone_can_show_whom_a_message_is_from(shown: str) -> None:
    assert settings(notify_sms_from=shown).notify_sms_from == shown


@pytest.mark.parametrize("shown", ["ab", "Voorbeeldstad", "Gemeente\r\nX", "+0612345678", "Gémeente"])
def test_what_a_telephone_cannot_show_is_refused(shown: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        settings(notify_sms_from=shown)
    assert [one.where for one in refusal.value.faults] == ["ONTZORG_NOTIFY_SMS_FROM"]


def test_a_provider_in_production_is_at_a_named_host_and_a_port_of_the_web() -> None:
    house = {"oidc_issuer": "https://issuer.example", "environment": "production"}
    with pytest.raises(InvalidInput) as refusal:
        sms_provider(settings(**PROVIDER | {"notify_sms_url": "https://10.0.0.1:9/"}, **house))
    assert [one.what for one in refusal.value.faults] == ["does not name its host", "has port 9"]


def test_without_encryption_no_provider_is_named_in_production() -> None:
    with pytest.raises(InvalidInput) as refusal:
        settings(notify_sms_url="http://sms.example/", environment="production")
    assert "ONTZORG_NOTIFY_SMS_URL" in [one.where for one in refusal.value.faults]

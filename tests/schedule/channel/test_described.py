"""Channels as a deployment describes them: complete, or refused with every fault."""

from datetime import time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.errors import InvalidInput
from services.schedule.channel.described import ChannelDescription, read_channels
from tests.schedule.channel.bank import HOST_KEY, public

ORGANISATION = "019b8d2b-8c00-7000-8000-00000000000a"
LEAST = f"""
[[channel]]
organisation = "{ORGANISATION}"
name = "bng"
host = "sftp.bank.example"
user = "gemeente"
host_keys = ["{public(HOST_KEY)}"]
key_file = "/run/secrets/bank"
incoming = "/statements/"
"""


def test_a_channel_says_where_as_whom_and_which_host_key_it_trusts() -> None:
    assert read_channels(LEAST) == (
        ChannelDescription(
            organisation_id=UUID(ORGANISATION),
            name="bng",
            host="sftp.bank.example",
            port=22,
            user="gemeente",
            host_keys=(public(HOST_KEY),),
            key_file=Path("/run/secrets/bank"),
            incoming="/statements",
            every=timedelta(minutes=15),
            expected_by=None,
            delete_when_taken=False,
        ),
    )


def test_it_may_say_how_often_by_when_and_that_what_was_taken_goes() -> None:
    more = 'port = 2222\nevery_minutes = 5\nexpected_by = "09:30"\ndelete_when_taken = true\n'
    (one,) = read_channels(LEAST + more)
    assert (one.port, one.every, one.expected_by) == (2222, timedelta(minutes=5), time(9, 30))
    assert one.delete_when_taken


def test_every_fault_is_named_at_once() -> None:
    wrong = """
    [[channel]]
    organisation = "gemeente"
    name = "De bank"
    host = "sftp.bank.example"
    user = "gemeente"
    host_keys = ["ssh-ed25519 nonsense"]
    key_file = "/run/secrets/bank"
    incoming = "/statements"
    every_minutes = 0
    expected_by = "half ten"
    delete_when_taken = "no"
    password = "secret"
    """
    with pytest.raises(InvalidInput) as refusal:
        read_channels(wrong)
    assert {fault.where for fault in refusal.value.faults} == {
        "channel[0].organisation",
        "channel[0].name",
        "channel[0].host_keys[0]",
        "channel[0].every_minutes",
        "channel[0].expected_by",
        "channel[0].delete_when_taken",
        "channel[0].password",
    }
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("left_out", ["host_keys", "key_file", "user", "host", "incoming", "organisation", "name"])
def test_without_its_key_or_place_it_is_no_channel(left_out: str) -> None:
    lines = [line for line in LEAST.splitlines() if not line.startswith(f"{left_out} =")]
    with pytest.raises(InvalidInput) as refusal:
        read_channels("\n".join(lines))
    assert [fault.where for fault in refusal.value.faults] == [f"channel[0].{left_out}"]


def test_a_host_whose_key_nobody_compared_is_no_channel() -> None:
    with pytest.raises(InvalidInput, match="host_keys: this list is empty"):
        read_channels(LEAST.replace(f'"{public(HOST_KEY)}"', ""))


def test_two_of_one_name_are_told_apart_by_nobody() -> None:
    with pytest.raises(InvalidInput, match=r"channel\[1\].name"):
        read_channels(LEAST + LEAST)


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(InvalidInput, match="this is not TOML"):
        read_channels("[[channel")

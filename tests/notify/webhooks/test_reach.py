"""The internet is called, and no network inside, however its address is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import InvalidInput
from services.notify.webhooks.reach import is_reached, read_networks

INSIDE = (
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:a00:1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd12::1",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
)  # fmt: skip
OUTSIDE = (
    "1.1.1.1",
    "9.9.9.9",
    "172.32.0.1",
    "192.0.1.1",
    "100.128.0.1",
    "2606:4700:4700::1111",
    "2a00:1450::1",
    "::ffff:9.9.9.9",
)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_called(address: str) -> None:
    assert not is_reached(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_internet_is_called(address: str) -> None:
    assert is_reached(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_ipv6_is_judged_as_what_it_is(address: object) -> None:
    assert is_reached(f"::ffff:{address}") == is_reached(str(address))


def test_what_somebody_allowed_is_called_and_nothing_beside_it() -> None:
    allowed = read_networks("127.0.0.0/8, ::1/128")
    assert [is_reached(one, allowed) for one in ("127.0.0.1", "::ffff:127.0.0.1", "::1")] == [True] * 3
    assert [is_reached(one, allowed) for one in ("128.0.0.1", "10.0.0.1", "::2")] == [True, False, False]


def test_networks_that_are_none_are_all_named() -> None:
    assert read_networks("") == ()
    with pytest.raises(InvalidInput, match=r"‘10\.0\.0\.1/8’ is no network.*‘everything’ is no network"):
        read_networks("10.0.0.1/8, 192.168.0.0/16, everything")


@pytest.mark.parametrize("text", ["2130706433", "0x7f.1", "localhost", ""])
def test_a_name_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="does not appear"):
        is_reached(text)

"""The address of a webhook, as somebody may write it down."""

import pytest

from services.errors import InvalidInput
from services.notify.subscriptions.address import LONGEST, checked


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://woonstede.example/in", "https://woonstede.example/in"),
        ("https://Woonstede.EXAMPLE", "https://woonstede.example/"),
        ("https://woonstede.example:443/in", "https://woonstede.example/in"),
        ("https://woonstede.example:8443/In?a=B", "https://woonstede.example:8443/In?a=B"),
        ("https://xn--wning-jua.example/", "https://xn--wning-jua.example/"),
    ],
)
def test_an_address_has_one_form(written: str, kept: str) -> None:
    assert checked(written, development=False) == kept
    assert checked(kept, development=False) == kept


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("http://woonstede.example/in", ["is not encrypted"]),
        ("ftp://woonstede.example/in", ["is no address of the web"]),
        ("https://sem:geheim@woonstede.example/", ["has a user or a password in it"]),
        ("https://@woonstede.example/", ["has a user or a password in it"]),
        ("https://woonstede.example/#in", ["has a fragment, which is never sent"]),
        ("https://woonstede.example/#", ["has a fragment, which is never sent"]),
        ("https://woonstede.example:22/", ["has port 22"]),
        ("https://woonstede.example:0/", ["has port 0, where nobody listens", "has port 0"]),
        ("https://woonstede.example:70000/", ["is no address of the web"]),
        ("https://127.0.0.1/", ["does not name its host"]),
        ("https://2130706433/", ["does not name its host"]),
        ("https://0x7f.1/", ["does not name its host"]),
        ("https://017700000001/", ["does not name its host"]),
        ("https://[::ffff:127.0.0.1]/", ["does not name its host"]),
        ("https://localhost/", ["does not name its host"]),
        ("https://woonstede.example./", ["does not name its host"]),
        ("https://-woonstede.example/", ["does not name its host"]),
        ("https://woonstede%2eexample/", ["does not name its host"]),
        ("https:///in", ["names no host"]),
        ("https://woonstede.example\\@elders.example/", ["is no address of the web"]),
        ("https://woonstede.example/in uit", ["is no address of the web"]),
        ("https://wóning.example/", ["is no address of the web"]),
        ("https://[::1/", ["is no address of the web"]),
        ("https://woonstede.example/" + "a" * LONGEST, ["is no address of the web"]),
        ("http://sem@10.0.0.1:25/#a", [
            "has a user or a password in it", "has a fragment, which is never sent", "is not encrypted",
            "does not name its host", "has port 25",
        ]),
    ],
)  # fmt: skip
def test_what_leads_astray_is_refused_with_every_fault(written: str, what: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(written, development=False)
    assert [fault.what for fault in refused.value.faults] == what
    assert all(fault.cure for fault in refused.value.faults)


@pytest.mark.parametrize("written", ["http://127.0.0.1:8999/in", "http://localhost:1/", "https://[::1]:9000/"])
def test_in_development_it_may_lead_anywhere(written: str) -> None:
    assert checked(written, development=True) == written


@pytest.mark.parametrize("written", ["http://sem@localhost/", "http://localhost/#a", "file:///etc/passwd"])
def test_but_is_an_address_of_the_web(written: str) -> None:
    with pytest.raises(InvalidInput):
        checked(written, development=True)

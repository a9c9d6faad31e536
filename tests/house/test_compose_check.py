"""`./ontzorg compose-check`: what it holds against containers, and that its journey is one that a house can go."""

from datetime import date
from typing import Any

import pytest

from house.compose_check.docker import not_hardened
from house.compose_check.journey import Addresses, Journey
from tests.house.running_up import place, running


def container(**changes: Any) -> dict[str, Any]:
    host = {"ReadonlyRootfs": True, "CapDrop": ["ALL"]} | changes
    return {"HostConfig": host, "Config": {"User": changes.get("user", "10001:10001")}}


def test_a_container_that_can_do_more_than_it_needs_is_named_with_what() -> None:
    seen = {
        "notify": container(CapDrop=None),
        "gateway": container(ReadonlyRootfs=False, user="root"),
        "schedule": container(),
    }
    assert list(not_hardened(seen)) == [
        "gateway: its root can be written",
        "gateway: it runs as root",
        "notify: it has capabilities",
    ]


@pytest.mark.long
def test_its_journey_is_one_that_a_house_on_one_machine_can_go_too() -> None:
    said: list[str] = []
    with place() as somewhere, running(somewhere / "sandbox", "--sandbox", "--begins-on", "2026-02-20") as house:
        front = house.address
        addresses = Addresses(
            gateway=front,
            schedule=front,
            mandates=f"{front}/mandates",
            notify=f"{front}/notify",
            issuer=f"{front}/issuer",
            supplier="http://127.0.0.1:9/",
        )
        journey = Journey(addresses, date(2026, 2, 20), said.append)
        journey.wait_for_all()
        journey.hand_in()
        assert journey.subscribe().startswith("whsec_")
        journey.approve_accounts()
        assert journey.pay() > 1000
    assert said[-1].startswith("the run of 2026-03 is proposed, approved by another and filed: ")

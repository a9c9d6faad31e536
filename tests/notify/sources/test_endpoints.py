"""Sources over HTTP: a supplier has one, its secret is seen once, and every step is kept."""

from typing import Any
from uuid import UUID

import psycopg

from services.notify.sources.source import Address
from services.webhooks import WebhookSecret
from tests.mandates.rows import everything
from tests.notify.callers import ANOTHER_SUPPLIER, SUPPLIER
from tests.notify.tellers import registered
from tests.schedule.callers import Caller

WHY = {"reason": "they have no such system any more"}


def rows(admin_url: str, question: str) -> list[Any]:
    with psycopg.connect(admin_url) as connection:
        return connection.execute(question.encode()).fetchall()


async def test_whoever_registers_a_source_sees_its_secret_once_and_nobody_later(sem: Caller, admin_url: str) -> None:
    made = await registered(sem)
    secret = made.pop("secret")
    assert len(WebhookSecret.parse(secret).key) == 32
    assert (await sem.get(f"/sources/{made['id']}")).json() == made
    assert (made["supplierId"], made["owner"], made["state"]) == (str(SUPPLIER), "sem", "active")
    address = Address.read(made["path"].removeprefix("/v1/letterboxes/"))
    assert address is not None
    assert str(address.source_id) == made["id"]
    assert secret not in str(everything(admin_url, "notify"))
    assert secret.encode().hex() not in str(everything(admin_url, "notify"))


async def test_a_supplier_has_one_source_until_it_is_removed(sem: Caller, admin_url: str) -> None:
    first = await registered(sem)
    before = everything(admin_url, "notify")
    refused = await sem.post("/sources", {"supplierId": str(SUPPLIER)})
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, "already-listened-to")
    assert everything(admin_url, "notify") == before
    await sem.post(f"/sources/{first['id']}/_remove", WHY)
    second = await registered(sem, owner="sanne")
    assert (second["owner"], second["path"] == first["path"]) == ("sanne", False)
    await registered(sem, supplierId=str(ANOTHER_SUPPLIER))
    assert len((await sem.get("/sources", state="active")).json()["items"]) == 2


async def test_every_step_is_kept_with_its_reason_and_announced(sem: Caller, admin_url: str) -> None:
    made = await registered(sem)
    await sem.post(f"/sources/{made['id']}/_rotate", {})
    await sem.post(f"/sources/{made['id']}/_remove", WHY)
    steps = (await sem.get(f"/sources/{made['id']}/steps")).json()["items"]
    assert [(one["happened"], one["state"], one["reason"]) for one in steps] == [
        ("register", "active", None),
        ("rotate", "active", None),
        ("remove", "removed", WHY["reason"]),
    ]
    announced = "select data ->> 'happened' from notify.outbox order by sequence"
    assert [row[0] for row in rows(admin_url, announced)] == ["register", "rotate", "remove"]
    assert WHY["reason"] not in str(everything(admin_url, "notify"))
    again = await sem.post(f"/sources/{made['id']}/_rotate", {})
    assert (again.status_code, again.json()["type"].split(":")[-1]) == (409, "cannot-happen")


def test_an_address_that_was_written_is_read_and_no_other_is() -> None:
    one = Address(UUID(int=1), UUID(int=2))
    assert len(one.written()) == 43
    assert Address.read(one.written()) == one
    for none in ("", "é", one.written()[:-1], f"{one.written()}A", f"{one.written()}==", "*" * 43):
        assert Address.read(none) is None

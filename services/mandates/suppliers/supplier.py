"""A supplier: whom costs are owed to, how it wants to be paid and how it wants to be asked. Pure."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from services.errors import Conflict, Refused
from services.mandates.names import masked_address, masked_name, masked_number
from services.mandates.suppliers.creditor_id import CreditorId
from services.payment_reference import ReferenceKind


class SupplierKind(StrEnum):
    """What a supplier delivers."""

    HOUSING_ASSOCIATION = "housing_association"
    ENERGY = "energy"
    WATER = "water"
    HEALTH_INSURER = "health_insurer"
    OTHER = "other"


class Procedure(StrEnum):
    """By which way a supplier takes in an authorisation or a question (seed 001, lines 1751-1757)."""

    PORTAL_UPLOAD = "portal_upload"
    OWN_FORM = "own_form"
    TELEPHONE = "telephone"
    EMAIL = "email"
    WEBHOOK = "webhook"


class ContactPerson(NamedTuple):
    """The one person at the supplier who knows these households; sealed wherever it is kept."""

    name: str
    telephone: str | None
    email: str | None

    def masked(self) -> "ContactPerson":
        """The person as those see them who need not call."""
        return ContactPerson(
            masked_name(self.name),
            self.telephone and masked_number(self.telephone),
            self.email and masked_address(self.email),
        )

    def written(self) -> str:
        """One text, to be sealed."""
        return json.dumps(self)

    @classmethod
    def read(cls, written: str) -> "ContactPerson":
        """The person that was written."""
        return cls(*json.loads(written))


class Deferral(NamedTuple):
    """How long a supplier agreed to wait (days), and in how many instalments it then takes what is owed."""

    days: int
    instalments: int


class Terms(NamedTuple):
    """What is known of a supplier that is nobody's personal data; `answer_days` are bank days.

    `procedures` stand in the order that the supplier prefers.
    """

    kind: SupplierKind
    name: str
    kvk: str | None
    creditor_id: CreditorId | None
    reference_scheme: ReferenceKind
    collection_days: tuple[int, ...]
    procedures: tuple[Procedure, ...]
    answer_days: int
    deferral: Deferral | None

    def content(self) -> dict[str, Any]:
        """The terms as a version or a card keeps them."""
        return {
            "kind": self.kind,
            "name": self.name,
            "kvk": self.kvk,
            "creditorId": self.creditor_id and self.creditor_id.number,
            "referenceScheme": self.reference_scheme,
            "collectionDays": list(self.collection_days),
            "procedures": list(self.procedures),
            "answerDays": self.answer_days,
            "deferral": self.deferral and self.deferral._asdict(),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Terms":
        """The terms that were kept."""
        return cls(
            SupplierKind(content["kind"]),
            content["name"],
            content["kvk"],
            CreditorId(content["creditorId"]) if content["creditorId"] else None,
            ReferenceKind(content["referenceScheme"]),
            tuple(content["collectionDays"]),
            tuple(map(Procedure, content["procedures"])),
            content["answerDays"],
            Deferral(**content["deferral"]) if content["deferral"] else None,
        )


class SupplierHasChanged(Conflict):
    """Somebody changed this supplier since it was looked at; look again at what is known now."""


class KvkIsRegistered(Conflict):
    """A supplier with this KvK number is registered already."""


class CardNeedsKvk(Refused):
    """A card is found by its KvK number, and this supplier has none; record it first."""


class CardIsAnothers(Conflict):
    """Another organisation keeps the card of this KvK number; take that one over, or ask them to change it."""


def check_seen(version: int, seen: int | None) -> None:
    """`SupplierHasChanged` unless the newest version is the one that was looked at."""
    if seen != version:
        raise SupplierHasChanged(f"version {version} is known of this supplier; look at it before you change it")

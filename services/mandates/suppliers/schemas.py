"""Suppliers and their shared cards on the wire. A contact person is told whole only to whoever keeps suppliers."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator
from pydantic.config import JsonDict

from services.errors import Fault, InvalidInput
from services.mandates.names import Name
from services.mandates.suppliers.answer_times import AnswerTimes as Measured
from services.mandates.suppliers.cards import Card as KeptCard
from services.mandates.suppliers.creditor_id import CreditorId
from services.mandates.suppliers.repository import Supplier as KeptSupplier
from services.mandates.suppliers.repository import SupplierVersion as KeptVersion
from services.mandates.suppliers.repository import Wanted
from services.mandates.suppliers.supplier import ContactPerson as KeptPerson
from services.mandates.suppliers.supplier import Deferral as KeptDeferral
from services.mandates.suppliers.supplier import Procedure, SupplierKind, Terms
from services.many_suppliers import MOST_SUPPLIERS
from services.payment_reference import ReferenceKind
from services.wire import Instant, PageRequest, Wire


def _creditor_id(given: Any) -> CreditorId:
    if isinstance(given, CreditorId):
        return given
    if not isinstance(given, str):
        raise InvalidInput([Fault("", "a creditor identifier is a text", "put it between quotation marks")])
    return CreditorId.parse(given)


def _each_once(given: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(given)) < len(given):
        raise InvalidInput([Fault("", "something stands here twice", "leave one of them out")])
    return given


Kvk = Annotated[
    str, Field(pattern=r"^[0-9]{8}$", description="The number in the trade register (KvK)", examples=["12345678"])
]
CreditorIdText = Annotated[
    CreditorId,
    PlainValidator(_creditor_id),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "SEPA creditor identifier", "examples": ["NL69ZZZ123456780000"]}),
]
"""By what banks know who collects a direct debit."""
_DayOfMonth = Annotated[int, Field(strict=True, ge=1, le=31)]
_Telephone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ()-]{4,22}[0-9]$", examples=["+31 10 000 00 00"])]
_Email = Annotated[
    str, Field(max_length=254, pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", examples=["desk@a.example"])
]


class ContactPerson(Wire):
    """The one person at the supplier who knows these households, and how to reach them."""

    name: Name
    telephone: _Telephone | None = None
    email: _Email | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> "ContactPerson":
        if self.telephone is None and self.email is None:
            raise InvalidInput([Fault("telephone", "nothing says how to reach this person", "give this or an email")])
        return self

    def kept(self) -> KeptPerson:
        """The person as we keep them."""
        return KeptPerson(self.name, self.telephone, self.email)


class ShownContact(Wire):
    """The contact person, whole or masked."""

    name: Annotated[str, Field(examples=["Ja** Vo*******"])]
    telephone: Annotated[str | None, Field(examples=["**************00"])]
    email: Annotated[str | None, Field(examples=["d***@a.example"])]

    @classmethod
    def of(cls, person: KeptPerson | None, *, whole: bool) -> "ShownContact | None":
        """The person as a reader may see them."""
        if person is None:
            return None
        return cls(**(person if whole else person.masked())._asdict())


class SupplierDeferral(Wire):
    """How long a supplier agreed to wait, and in how many instalments it then takes what is owed."""

    days: Annotated[int, Field(strict=True, ge=1, le=366)]
    instalments: Annotated[int, Field(strict=True, ge=1, le=36)] = 1


class SupplierTerms(Wire):
    """What is known of a supplier that is nobody's personal data."""

    kind: SupplierKind
    name: Name
    kvk: Kvk | None = None
    creditor_id: CreditorIdText | None = None
    reference_scheme: Annotated[ReferenceKind, Field(description="What its bills are paid with")]
    collection_days: Annotated[
        tuple[_DayOfMonth, ...],
        AfterValidator(_each_once),
        Field(max_length=31, description="The days of the month on which it draws direct debits; 31 is the last"),
    ] = ()
    procedures: Annotated[
        tuple[Procedure, ...],
        AfterValidator(_each_once),
        Field(min_length=1, description="How it takes in an authorisation, what it likes best first"),
    ]
    answer_days: Annotated[
        int, Field(strict=True, ge=1, le=60, description="Bank days within which it agreed to answer")
    ]
    deferral: SupplierDeferral | None = None

    def terms(self) -> Terms:
        """What was said, as we keep it."""
        return Terms(
            self.kind,
            self.name,
            self.kvk,
            self.creditor_id,
            self.reference_scheme,
            tuple(sorted(self.collection_days)),
            self.procedures,
            self.answer_days,
            KeptDeferral(self.deferral.days, self.deferral.instalments) if self.deferral else None,
        )


def _told(terms: Terms) -> dict[str, Any]:
    deferral = SupplierDeferral(**terms.deferral._asdict()) if terms.deferral else None
    return {**terms._asdict(), "deferral": deferral}


_EXAMPLE: JsonDict = {
    "kind": "housing_association",
    "name": "Woonstede Verhuur",
    "kvk": "12345678",
    "creditorId": "NL69ZZZ123456780000",
    "referenceScheme": "betalingskenmerk",
    "collectionDays": [1],
    "procedures": ["email", "telephone"],
    "answerDays": 5,
    "deferral": {"days": 60, "instalments": 3},
    "contact": {"name": "Jans Voorbeeld", "telephone": "+31 10 000 00 00"},
}


class NewSupplier(SupplierTerms):
    """A supplier that is not known yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    contact: ContactPerson | None = None

    def person(self) -> KeptPerson | None:
        """The contact person, as we keep them."""
        return self.contact.kept() if self.contact else None


class NewSupplierVersion(NewSupplier):
    """All that is known of a supplier from now on, by somebody who saw what was known before."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "seenVersion": 1}]})

    seen_version: Annotated[int, Field(strict=True, ge=1, description="The version that this was decided on")]


class TakenCard(Wire):
    """The shared card that a supplier was taken from or published as; a greater `newestVersion` is worth a look."""

    id: UUID
    version: int
    newest_version: int


class Supplier(SupplierTerms):
    """A supplier as it is known now."""

    id: UUID
    version: int
    contact: ShownContact | None
    card: TakenCard | None
    registered_at: Instant

    @classmethod
    def of(cls, kept: KeptSupplier, *, whole: bool = False) -> "Supplier":
        """The supplier as it is told; its contact whole only where asked."""
        card = kept.card and TakenCard(id=kept.card.id, version=kept.card.version, newest_version=kept.card.newest)
        return cls(
            **_told(kept.terms),
            id=kept.id,
            version=kept.version,
            contact=ShownContact.of(kept.contact, whole=whole),
            card=card,
            registered_at=kept.registered_at,
        )


class SupplierVersion(SupplierTerms):
    """What was known of a supplier from a moment on, and who wrote it."""

    version: int
    contact_mark: Annotated[str | None, Field(description="Another mark is another contact person")]
    at: Instant
    by: str

    @classmethod
    def of(cls, kept: KeptVersion) -> "SupplierVersion":
        """The version as it is told."""
        return cls(**_told(kept.terms), version=kept.version, contact_mark=kept.contact_mark, at=kept.at, by=kept.by)


class SupplierFilter(PageRequest):
    """Which suppliers of the organisation."""

    kind: Annotated[SupplierKind | None, Field(description="Those that deliver this")] = None


class SupplierCardSearch(PageRequest):
    """Part of a name, or a KvK number; both of them must fit."""

    kind: SupplierKind | None = None
    name: Annotated[
        str | None, Field(min_length=2, max_length=70, pattern=r"^[^\x00-\x1f]+$", examples=["woonstede"])
    ] = None
    kvk: Kvk | None = None

    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.kind, self.name, self.kvk)


class SupplierSearch(SupplierCardSearch):
    """Part of a name, or a KvK number; both of them must fit. Or suppliers by their ids, and by nothing else."""

    supplier_ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_SUPPLIERS)] = ()

    @model_validator(mode="after")
    def _asks_one_thing(self) -> "SupplierSearch":
        if self.supplier_ids and (self.kind or self.name or self.kvk or self.cursor):
            what = "ids are not looked for beside anything else"
            raise InvalidInput([Fault("supplierIds", what, "ask for them by themselves")])
        return self


class AnswerTimes(Wire):
    """How long a supplier agreed to take for an answer, and how long it took, in bank days."""

    agreed: int
    answered: int
    in_time: int
    median: float | None
    worst: int | None
    unanswered: int

    @classmethod
    def of(cls, agreed: int, found: Measured) -> "AnswerTimes":
        """The figures as they are told."""
        return cls(agreed=agreed, **found._asdict())


class NewSupplierCard(Wire):
    """The supplier that is to be shown to other organisations."""

    supplier_id: UUID


class CardTaking(Wire):
    """The version of one's own supplier that the card is to replace; none where there is no such supplier yet."""

    seen_version: Annotated[int | None, Field(ge=1)] = None


class SupplierCard(SupplierTerms):
    """A supplier as an organisation shows it to others: no contact person, no accounts."""

    id: UUID
    version: int
    published_at: Instant
    published_by: Annotated[str, Field(description="The organisation that keeps the card")]
    is_ours: bool

    @classmethod
    def of(cls, kept: KeptCard, organisation_id: UUID) -> "SupplierCard":
        """The card as somebody of that organisation sees it."""
        return cls(
            **_told(kept.terms),
            id=kept.id,
            version=kept.version,
            published_at=kept.published_at,
            published_by=kept.publisher,
            is_ours=kept.publisher_id == organisation_id,
        )

"""Payees on the wire. An account number and a name come in whole, and go out masked."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator
from pydantic.config import JsonDict

from services.epc_text import epc_text
from services.errors import Fault, InvalidInput
from services.mandate_events import Payer
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.households.fields import Day
from services.schedule.households.tasks import TO_CLIENT
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.planning.policy import CostKind
from services.wire import IbanText, Wire

_LONGEST_NAME = 70
_SHOWN = 2

PaidFor = CostKind | Literal["leefgeld"]
"""What is paid: a fixed cost, or all that goes to the client's own account."""


@lru_cache(maxsize=4096)
def _known_to_banks(name: str) -> str:
    """The name with single spaces; cached, for a caseload names the same few suppliers over and over."""
    epc_text(name, _LONGEST_NAME)
    return " ".join(name.split())


HolderName = Annotated[
    str,
    AfterValidator(_known_to_banks),
    Field(description="The name of the account's holder, as the bank knows it", examples=["Woonstede Verhuur"]),
]


CustomerNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]{1,34}$"),
    Field(description="What the supplier knows the client by; it is not kept here", examples=["KL-20391"]),
]


PayerNow = Annotated[
    Literal[Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.CLIENT_PAYS, Payer.CLIENT_PAYS_WATCHED],
    Field(
        description="Who pays the cost now, where it is not arranged yet; we do if it is left out. Later it changes"
        " by a handshake with the supplier, or a decision, at the registry",
    ),
]
"""The payers that anybody can tell of; that a supplier pulls is known by its mandate, which is told to the registry."""


class PayeeAccount(Wire):
    """An account that is to be paid."""

    name: HolderName
    iban: IbanText

    @property
    def details(self) -> PayeeDetails:
        return PayeeDetails(self.name, self.iban)


class Reference(Wire):
    """What tells the payee which bill was paid, in the scheme that the payee asks for."""

    kind: ReferenceKind
    text: Annotated[str, Field(max_length=140, examples=["RF18539007547034"])]

    _read: PaymentReference = PrivateAttr()

    @model_validator(mode="after")
    def _is_in_its_scheme(self) -> "Reference":
        try:
            self._read = PaymentReference.read(self.kind, self.text)
        except InvalidInput as refusal:
            raise InvalidInput(refusal.under("text")) from None
        return self

    @property
    def read(self) -> PaymentReference:
        """The reference as a payment carries it."""
        return self._read


_EXAMPLE: JsonDict = {
    "cost": "rent",
    "account": {"name": "Woonstede Verhuur", "iban": "NL91ABNA0417164300"},
    "reference": {"kind": "creditor_reference", "text": "RF18539007547034"},
    "validFrom": "2026-03-01",
}


class NewCostPayee(Wire):
    """From a day on a cost is paid to an account.

    A supplier's payment carries the supplier's reference: without it the money arrives and is not booked.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    cost: Annotated[PaidFor, Field(description="A kind of fixed cost, or leefgeld for the client's own account")]
    account: PayeeAccount
    reference: Reference | None = None
    customer_number: CustomerNumber | None = None
    payer: PayerNow | None = None
    valid_from: Day | None = None

    @model_validator(mode="after")
    def _says_to_whom(self) -> "NewCostPayee":
        faults = []
        if self.cost != TO_CLIENT and self.reference is None:
            faults.append(Fault("reference", "a supplier needs one to book the payment", "copy it from a bill"))
        if self.cost == TO_CLIENT and self.customer_number is not None:
            faults.append(Fault("customerNumber", "does not belong to the client's own account", "leave it out"))
        if self.cost == TO_CLIENT and self.payer is not None:
            faults.append(Fault("payer", "does not belong to the client's own account", "leave it out"))
        if faults:
            raise InvalidInput(faults)
        return self

    def wanted(self, where: str) -> WantedCostPayee:
        """What is asked, with its place in the body for a fault."""
        reference = self.reference.read if self.reference else None
        to = self.account.details
        return WantedCostPayee(str(self.cost), to, reference, self.valid_from, where, self.customer_number, self.payer)


class CostPayee(Wire):
    """Who is paid for a cost from a day on, masked: enough to recognise, too little to use."""

    cost: PaidFor
    name: Annotated[str, Field(examples=["Wo******* Ve*****"])]
    iban: Annotated[str, Field(examples=["NL91**********4300"])]
    reference: Reference | None
    valid_from: Day

    @classmethod
    def of(cls, wanted: WantedCostPayee, valid_from: date) -> "CostPayee":
        """What was told, as it is told back."""
        reference, (name, iban) = wanted.reference, wanted.to
        return cls(
            cost="leefgeld" if wanted.to_client else CostKind(wanted.cost),
            name=masked(name),
            iban=iban.masked(),
            reference=Reference(kind=reference.kind, text=reference.text) if reference else None,
            valid_from=valid_from,
        )


def masked(name: str) -> str:
    """The first two letters of each word of a name."""
    return " ".join(word[:_SHOWN] + "*" * (len(word) - _SHOWN) for word in name.split())

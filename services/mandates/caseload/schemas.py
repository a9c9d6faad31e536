"""A page of a caseload on the wire. Names and numbers come in whole, and go nowhere from here."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from services.errors import Fault, InvalidInput
from services.mandate_events import Payer
from services.mandates.arrangements.schemas import CustomerNumber, Reference
from services.mandates.caseload.caseload import TO_CLIENT, ToldHousehold, ToldPayee
from services.mandates.caseload.service import TakenOver
from services.mandates.costs import Cost
from services.mandates.fields import Day
from services.mandates.intake.requirement import PaperKind
from services.mandates.names import Name
from services.wire import IbanText, Wire

MOST_HOUSEHOLDS = 1000
_MOST_PAYEES = 50

_PAYEE: JsonDict = {
    "cost": "rent",
    "name": "Woonstede Verhuur",
    "iban": "NL91ABNA0417164300",
    "reference": {"kind": "free_text", "text": "huur KL-20391"},
    "validFrom": "2026-03-01",
    "customerNumber": "KL-20391",
}


class CaseloadPayee(Wire):
    """To whom a cost is paid from a day on; `leefgeld` is the client's own account, and has nothing else with it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PAYEE]})

    cost: Annotated[Cost | Literal["leefgeld"], Field(description="A fixed cost, or leefgeld for the client's account")]
    name: Annotated[Name, Field(description="The name of the account's holder, as the bank knows it")]
    iban: IbanText
    reference: Reference | None = None
    valid_from: Day
    customer_number: CustomerNumber | None = None
    payer: Annotated[
        Literal[Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.CLIENT_PAYS, Payer.CLIENT_PAYS_WATCHED] | None,
        Field(description="Who pays it now, for a cost that is not arranged yet; we do if it is left out"),
    ] = None

    @model_validator(mode="after")
    def _a_client_has_an_account_only(self) -> "CaseloadPayee":
        if self.cost == TO_CLIENT:
            beside = {"reference": self.reference, "customerNumber": self.customer_number, "payer": self.payer}
            cure = "leave it out: this is the client's own account"
            faults = [Fault(name, "does not belong to leefgeld", cure) for name, said in beside.items() if said]
            if faults:
                raise InvalidInput(faults)
        return self

    def told(self, where: str) -> ToldPayee:
        """What is said, with its place in the body."""
        return ToldPayee(
            str(self.cost),
            self.name,
            self.iban,
            self.reference.read if self.reference else None,
            self.valid_from,
            self.customer_number,
            self.payer or Payer.WE_PUSH,
            where,
        )


class CaseloadHousehold(Wire):
    """A household of the schedule service with all its payees; the papers that are not missing are there."""

    id: UUID
    reference: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
        Field(description="The organisation's own case number", examples=["Z-2026-001"]),
    ]
    municipality: Annotated[str, Field(pattern=r"^GM\d{4}$", examples=["GM0518"])]
    policy: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100, examples=["den-haag"])]
    payees: Annotated[tuple[CaseloadPayee, ...], Field(max_length=_MOST_PAYEES)]
    papers_missing: tuple[PaperKind, ...] = ()

    def told(self, where: str) -> ToldHousehold:
        """What is said, with its place in the body."""
        payees = [one.told(f"{where}.payees[{number}]") for number, one in enumerate(self.payees)]
        return ToldHousehold(
            self.id, self.reference, self.municipality, self.policy, payees, frozenset(self.papers_missing), where
        )


class CaseloadPayees(Wire):
    """A page of an import; `importId` is the same on all its pages, and names the batch in which accounts wait.

    `handedInBy` is said by a service that passes the page on: whoever handed it in there may not approve its accounts.
    """

    import_id: UUID
    handed_in_by: Annotated[str | None, Field(min_length=1, max_length=255)] = None
    households: Annotated[tuple[CaseloadHousehold, ...], Field(min_length=1, max_length=MOST_HOUSEHOLDS)]

    def told(self) -> list[ToldHousehold]:
        """What is said, each with its place in the body."""
        return [one.told(f"households[{number}]") for number, one in enumerate(self.households)]


class TakenOverPayees(Wire):
    """What is new by this page; nothing is, of what was taken over before.

    `waiting` counts the accounts of the import that wait in the batch `batchId` for a person who did not hand them in.
    """

    batch_id: UUID
    households: int
    suppliers: int
    accounts: int
    arrangements: int
    papers: int
    waiting: int

    @classmethod
    def of(cls, import_id: UUID, found: TakenOver) -> "TakenOverPayees":
        """What came of it."""
        return cls(batch_id=import_id, **found._asdict())

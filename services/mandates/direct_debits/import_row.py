"""A row of an import: a mandate that existed before we knew the household, named as the files of others name things."""

from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from services.errors import Fault, InvalidInput
from services.mandates.costs import Cost
from services.mandates.direct_debits.direct_debit import OnAccount
from services.mandates.direct_debits.schemas import MandateTerms
from services.mandates.fields import Day
from services.wire import Wire

MOST_ROWS = 5_000
"""All of them or none are taken in, in one transaction that holds all their households."""


class ImportedMandate(MandateTerms):
    """A mandate with the household's reference, and the supplier by its KvK number or its id."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reference": "Z-2026-001",
                    "cost": "rent",
                    "supplierKvk": "12345678",
                    "onAccount": "client",
                    "umr": "WSV-2024-004471",
                    "creditorId": "NL69ZZZ123456780000",
                    "validFrom": "2024-03-01",
                    "lastUsedOn": "2026-01-01",
                }
            ]
        }
    )

    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
    cost: Cost
    supplier_kvk: Annotated[str | None, StringConstraints(pattern=r"^[0-9]{8}$")] = None
    supplier_id: UUID | None = None
    on_account: OnAccount
    last_used_on: Day | None = None

    @model_validator(mode="after")
    def _names_one_supplier(self) -> Self:
        if (self.supplier_kvk is None) == (self.supplier_id is None):
            cure = "give its KvK number, or its id"
            raise InvalidInput([Fault("supplierKvk", "either this or supplierId belongs here", cure)])
        return self


class NewDirectDebitImport(Wire):
    """Mandates that exist already; all of them are taken in, or none."""

    direct_debits: Annotated[Sequence[ImportedMandate], Field(min_length=1, max_length=MOST_ROWS)]

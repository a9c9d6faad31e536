"""What is asked and answered about payments, on the wire. This is the one door by which a payee's name and number leave
the registry whole: they go to the payment that is being made, and into no log.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, Field, StringConstraints, ValidationError
from pydantic.config import JsonDict
from pydantic_core import to_json

from services.mandate_events import Payer
from services.mandates.release.deciding import Line, Reason, Released, Waits
from services.mandates.release.service import Answer
from services.months import Month, parse_month
from services.openapi import Document
from services.payment_reference import ReferenceKind
from services.reading import FIRST_YEAR, LAST_YEAR, MOST_CENTS
from services.wire import Wire

MOST_LINES = 5000
"""Of a page: a second's work at most, and some megabytes."""

_HEX = "[0-9a-fA-F]"
Id = Annotated[
    str,
    StringConstraints(pattern=f"^{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}$", to_lower=True),
    Field(json_schema_extra={"format": "uuid", "examples": ["019b8d2b-8c00-7000-8000-000000000000"]}),
]
"""An id that is only passed on, so nothing is made of its text."""

Day = Annotated[date, Field(strict=True, ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
PaidFor = Literal[
    "leefgeld", "rent", "energy", "water", "health_premium", "other", "phone", "tv", "internet", "insurance"
]
"""A kind of fixed cost, or `leefgeld` for whatever goes to the client's own account."""

_EXAMPLE: JsonDict = {
    "householdId": "019b8d2b-8c00-7000-8000-000000000000",
    "cost": "rent",
    "month": "2026-03",
    "amount": 62000,
    "executeOn": "2026-03-01",
    "ground": "56a",
}


class AskedLine(Wire):
    """A payment that is to be made: whole cents, on a day, on the ground of a decision."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    household_id: Id
    cost: Annotated[PaidFor, Field(description="A fixed cost; leefgeld is all that goes to the client's own account")]
    month: Annotated[str, Field(pattern=r"^(20\d\d|2100)-(0[1-9]|1[0-2])$", examples=["2026-03"])]
    amount: Annotated[int, Field(strict=True, ge=0, le=MOST_CENTS, description="Whole euro cents")]
    execute_on: Day
    ground: Literal["56a", "57", "voluntary", "bridging"]


class ReleaseQuestion(Wire):
    """May these be paid? `on` is the day of asking: money moves no earlier."""

    on: Day
    lines: Annotated[list[AskedLine], Field(min_length=1, max_length=MOST_LINES)]

    def asked(self) -> list[Line]:
        """The lines as the rules know them."""
        return [
            Line(one.household_id, one.cost, _month(one.month), one.amount, one.execute_on, one.ground)
            for one in self.lines
        ]


class HouseholdVersion(Wire):
    """How often something changed around a household that a payment may depend on."""

    id: Id
    version: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]


class VersionQuestion(Wire):
    """Do the go-aheads still stand that were given at these versions?"""

    households: Annotated[list[HouseholdVersion], Field(max_length=MOST_LINES)]

    def versions(self) -> dict[str, int]:
        """The version that each household had; of one that is named twice the older, for that is the careful one."""
        found: dict[str, int] = {}
        for one in self.households:
            found[one.id] = min(one.version, found.get(one.id, one.version))
        return found


class ChangedHouseholds(Wire):
    """The households that have another version now; their lines are to be asked anew."""

    changed: list[UUID]


class PaymentReference(Wire):
    """What the payment carries."""

    kind: ReferenceKind
    text: str


class ReleasedLine(Wire):
    """The go-ahead: by which way, to which account. A supplier that draws by itself is known by its `umr` instead."""

    released: Literal[True]
    route: Literal[Payer.WE_PUSH, Payer.BENEFIT_SYSTEM_WITHHOLDS, Payer.SUPPLIER_PULLS]
    account_id: UUID | None
    name: str | None
    iban: str | None
    reference: PaymentReference | None
    umr: str | None


class WaitingLine(Wire):
    """Not now: the reason, and a word or value with it."""

    released: Literal[False]
    reason: Reason
    detail: str | None


class ReleaseAnswer(Wire):
    """The lines in the order in which they were asked, and the version of each household that is known."""

    households: list[HouseholdVersion]
    lines: list[ReleasedLine | WaitingLine]


def read_question(content: bytes) -> ReleaseQuestion:
    """The question in a body, checked in one go; all faults of all lines at once."""
    try:
        return ReleaseQuestion.model_validate_json(content)
    except ValidationError as refusal:
        raise _in_body(refusal) from None


def read_versions(content: bytes) -> VersionQuestion:
    """The versions in a body, in the same way."""
    try:
        return VersionQuestion.model_validate_json(content)
    except ValidationError as refusal:
        raise _in_body(refusal) from None


def written(answer: Answer) -> bytes:
    """The answer as it crosses the wire: a `ReleaseAnswer`, without a model for each of its lines."""
    households = [{"id": name, "version": version} for name, version in answer.versions.items()]
    return to_json({"households": households, "lines": [_line(one) for one in answer.decided]})


def body_of(model: type[Wire]) -> Document:
    """A body that is read from its bytes, for the document of the API: its schema in one piece."""
    schema = model.model_json_schema(by_alias=True)
    parts = schema.pop("$defs", {})
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": _whole(schema, parts)}}}}


def _whole(schema: Any, parts: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_whole(one, parts) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _whole(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {key: _whole(value, parts) for key, value in schema.items()}


@lru_cache(maxsize=256)
def _month(text: str) -> Month:
    """Cached, for a page speaks of one month or two."""
    return parse_month(text)


def _line(decided: Released | Waits) -> dict[str, Any]:
    if isinstance(decided, Waits):
        return {"released": False, "reason": decided.reason, "detail": decided.detail}
    account, reference = decided.account, decided.reference
    return {
        "released": True,
        "route": decided.route,
        "accountId": account and account.id,
        "name": account and account.name,
        "iban": account and account.iban,
        "reference": reference and {"kind": reference.kind, "text": reference.text},
        "umr": decided.umr,
    }


def _in_body(refusal: ValidationError) -> RequestValidationError:
    found = refusal.errors(include_url=False, include_input=False)
    return RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in found])

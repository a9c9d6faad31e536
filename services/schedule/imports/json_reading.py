"""A caseload in JSON: `{"households": [...]}`, each of them as the API takes one."""

import hashlib
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from services.errors import Fault, InvalidInput
from services.reading import parse_json
from services.schedule.households.schemas import NewHousehold
from services.schedule.imports.row import CaseloadFile, Row
from services.schedule.validation import faults_of

_HOUSEHOLD: TypeAdapter[NewHousehold] = TypeAdapter(NewHousehold)


def read_json(content: bytes) -> CaseloadFile:
    """The caseload in a JSON document; `InvalidInput` where it is none, or has no list of households."""
    try:
        document = parse_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        what = f"JSON is written in UTF-8, and byte {error.start} is none"
        raise InvalidInput([Fault("", what, "save it anew as UTF-8")]) from None
    if not isinstance(document, dict) or not isinstance(document.get("households"), list):
        what = "an object with a list of households belongs here"
        raise InvalidInput([Fault("households", what, 'write {"households": [...]}')])
    strange = [Fault(name, "this field is not known", "leave it out") for name in document if name != "households"]
    if strange:
        raise InvalidInput(strange)
    return CaseloadFile(hashlib.sha256(content).digest(), "UTF-8", _rows(document["households"]))


def _rows(households: list[Any]) -> Iterator[Row]:
    for place, raw in enumerate(households):
        where, mark = f"households[{place}]", hashlib.sha256(to_json(raw)).digest()
        try:
            yield Row(place, where, mark, _HOUSEHOLD.validate_python(raw).wanted())
        except ValidationError as refusal:
            yield Row(place, where, mark, faults=tuple(fault.under(where) for fault in faults_of(refusal)))

"""A caseload in JSON: `{"households": [...]}`, each of them as the API takes one."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from services.decoding import refuse_other_files
from services.errors import Fault, InvalidInput
from services.reading import parse_json
from services.schedule.households.schemas import NewHousehold
from services.schedule.households.service import NewHousehold as WantedHousehold
from services.schedule.imports.row import HANG_TOGETHER, CaseloadFile, Row
from services.schedule.validation import faults_of

_HOUSEHOLD: TypeAdapter[NewHousehold] = TypeAdapter(NewHousehold)


def read_json(content: bytes) -> CaseloadFile:
    """The caseload in a JSON document; `InvalidInput` where it is none, or has no list of households."""
    refuse_other_files(content)
    try:
        document = parse_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        what = f"JSON is written in UTF-8, and byte {error.start} is none"
        raise InvalidInput([Fault("", what, "save it anew as UTF-8")]) from None
    if not isinstance(document, dict) or not isinstance(document.get("households"), list):
        what = "an object with a list of households belongs here"
        raise InvalidInput([Fault("households", what, 'write {"households": [...]}')])
    strange = [Fault(name, "this field is not known", "leave it out") for name in document if name != "households"]
    rows = _rows(document["households"])
    return CaseloadFile(hashlib.sha256(content).digest(), "UTF-8", rows, tuple(strange))


def _rows(households: list[Any]) -> Iterator[Row]:
    for place, raw in enumerate(households):
        where, mark = f"households[{place}]", hashlib.sha256(to_json(raw)).digest()
        try:
            yield Row(place, where, mark, _HOUSEHOLD.validate_python(raw).wanted())
        except ValidationError as refusal:
            faults = list(faults_of(refusal))
            yield Row(place, where, mark, _readable(raw, faults), tuple(fault.under(where) for fault in faults))


def _readable(raw: Any, faults: Sequence[Fault]) -> WantedHousehold | None:
    """The household without the facts and payees that cannot be read; None where that is not enough to know it by."""
    if not isinstance(raw, dict):
        return None
    facts, unread = _parted(raw.get("facts"), "facts", faults)
    much_hangs_on_it = any(not isinstance(one, dict) or one.get("kind") in HANG_TOGETHER for one in unread)
    payees, _ = _parted(raw.get("costPayees"), "costPayees", faults)
    named = {name: raw.get(name) for name in ("reference", "municipality")}
    try:
        return _HOUSEHOLD.validate_python(
            named | {"facts": [] if much_hangs_on_it else facts, "costPayees": payees}
        ).wanted()
    except ValidationError:
        return None


def _parted(listed: Any, name: str, faults: Sequence[Fault]) -> tuple[list[Any], list[Any]]:
    """The things of a list that have no fault, and those that have."""
    sound: list[Any] = []
    unread: list[Any] = []
    for place, one in enumerate(listed if isinstance(listed, list) else ()):
        at = f"{name}[{place}]"
        is_at_fault = any(fault.where == at or fault.where.startswith(f"{at}.") for fault in faults)
        (unread if is_at_fault else sound).append(one)
    return sound, unread

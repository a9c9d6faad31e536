"""Reading camt.053 and camt.054 as a stream: one entry in memory at a time, every fault of a file named at once. Pure.

What is read stands in `camt_paths.py`; here is what becomes of it. A statement's own sums (`TxsSummry`) are kept and
never believed: banks send some that are wrong.
"""

from collections.abc import Iterable, Iterator

from services.schedule.statements.faults import NotABankFile
from services.schedule.statements.formats.camt_balances import Balances
from services.schedule.statements.formats.camt_details import batch_told_in_text, code_of, detail_of, told_in_text
from services.schedule.statements.formats.camt_paths import (
    BALANCE,
    DETAIL,
    DOCUMENT,
    ENTRY,
    HEADER,
    KINDS,
    STATEMENT,
    camt_tree,
)
from services.schedule.statements.formats.format import message_in
from services.schedule.statements.formats.record_shapes import Node, Values
from services.schedule.statements.formats.xml_reading import MISSING, XmlReader, in_pieces
from services.schedule.statements.statement import (
    Account,
    Batch,
    Detail,
    Entry,
    EntryStatus,
    Part,
    StatementEnd,
    StatementHeading,
    StatementKind,
    Totals,
)

_BATCH = ("batch_message_id", "batch_id", "batch_items", "batch_amount")


def read_camt(chunks: Iterable[bytes]) -> Iterator[Part]:
    """The statements or notifications of a file, in its order.

    `NotABankFile` if it is of another kind, and `UnreadableBankFile` with every fault if anything in it is missing or
    not as it must be; after the first fault nothing more is given. Whatever was given before is worth nothing then.
    """
    reading = _Statements()
    reader = reading.reader
    for piece in in_pieces(chunks):
        reader.read(piece)
        if not reader.faults:
            yield from reading.parts
        reading.parts.clear()
    reader.finish()
    yield from reading.parts


class _Statements:
    """The statements of one file, as its records close."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.reader = XmlReader(
            self._choose,
            closing={
                HEADER: self._header,
                BALANCE: self._balance,
                DETAIL: self._detail,
                ENTRY: self._entry,
                STATEMENT: self._statement,
                DOCUMENT: self._document,
            },
            opening={ENTRY: self._before_entry},
        )
        self._kind = StatementKind.STATEMENT
        self._pages: Values = {}
        self._begin()

    def _begin(self) -> None:
        self._heading: StatementHeading | None = None
        self._balances = Balances()
        self._details: list[Detail] = []
        self._details_came_early = False

    def _choose(self, namespace: str, _element: str) -> Node:
        message, version = message_in(namespace)
        if message not in KINDS:
            raise NotABankFile(f"this is {message}, and no statement: it tells what became of a file of payments")
        self._kind = KINDS[message]
        return camt_tree(message, version)

    def _header(self, values: Values, _: Values) -> None:
        self._pages = values

    def _balance(self, values: Values, _: Values) -> None:
        self._balances.add(values, self.reader)

    def _detail(self, values: Values, entry: Values) -> None:
        if "direction" not in entry:
            self._details_came_early = True
        elif self.reader.is_fit and entry["direction"] is not None:
            self._details.append(detail_of(values, entry, self._own_account))

    def _entry(self, values: Values, _: Values) -> None:
        reader = self.reader
        if values.get("status") is EntryStatus.BOOKED and "booked_on" not in values:
            reader.fault("BookgDt", *MISSING)
        if self._details_came_early and "direction" in values:
            reader.fault("CdtDbtInd", "stands behind NtryDtls", "ask the bank for its elements in their order")
        details, self._details, self._details_came_early = self._details, [], False
        if not reader.is_fit:
            return
        get = values.get
        text = get("additional_information", "")
        batch = _batch(values)
        if text and len(details) == 1:
            details[0] = told_in_text(details[0], text)
        elif text:
            batch = batch_told_in_text(batch, text)
        self.parts.append(
            Entry(
                reader.number,
                values["amount"],
                values["direction"],
                values["status"],
                get("booked_on"),
                get("value_on"),
                get("is_reversal", False),
                get("reference"),
                get("servicer_reference"),
                code_of(values),
                batch,
                tuple(details),
                text,
            )
        )

    def _before_entry(self, statement: Values) -> None:
        if self._heading is None:
            self._announce(statement)

    def _announce(self, statement: Values) -> None:
        if "id" not in statement:
            self.reader.fault("Id", *MISSING)
        if "iban" not in statement and "other" not in statement:
            self.reader.fault("Acct/Id", *MISSING)
        self._heading = self._heading_of(statement)
        self.parts.append(self._heading)

    def _heading_of(self, values: Values) -> StatementHeading:
        get = values.get
        return StatementHeading(
            self._kind,
            get("id", ""),
            Account(get("iban"), get("other"), get("bic"), get("currency")),
            get("sequence"),
            get("legal_sequence"),
            values["page"] if "page" in values else self._pages.get("page", 1),
            get("is_last_page", self._pages.get("is_last_page", True)),
            get("created_at"),
            get("from_day"),
            get("to_day"),
        )

    @property
    def _own_account(self) -> str | None:
        return self._heading.account.iban if self._heading else None

    def _statement(self, values: Values, _: Values) -> None:
        if self._heading is None:
            self._announce(values)
        elif self.reader.is_fit and self._heading != self._heading_of(values):
            self.reader.fault("", "goes on with its heading behind its entries", "Id, Acct and pages stand before Ntry")
        self.parts.append(StatementEnd(self._balances.opening, self._balances.closing, _totals(values)))
        self._begin()

    def _document(self, _values: Values, _above: Values) -> None:
        if not self.reader.count(STATEMENT):
            self.reader.fault("Stmt" if self._kind is StatementKind.STATEMENT else "Ntfctn", *MISSING)


def _batch(values: Values) -> Batch | None:
    if values.keys().isdisjoint(_BATCH):
        return None
    return Batch(*map(values.get, _BATCH))


def _totals(values: Values) -> Totals:
    return Totals(**{name: values.get(name) for name in Totals._fields})

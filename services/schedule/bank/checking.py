"""Reading a bank file back before anybody may have it: against the schema, and for what it says, in one pass.

The schema is ISO's own, from the package `sepaxml`. The parser writes down what it hears, texts and the ends of
elements, with no call into Python and no tree (half the time of `iterparse`); line by line that must follow the grammar
below, which allows one way of writing a payment and nothing beside it. Memory does not grow with the file but by its
identifiers, of which there are at most as many as the bank takes in one file.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from lxml import etree

from services.errors import Problem
from services.schedule.bank.file_contents import ContentsTally, FileContents
from services.schedule.bank.pain001 import NAMESPACE

_PIECE = 4096
"""Some ten payments: small enough to tell the place of a fault, and no slower than whole chunks."""

_SOON_AFTER = ", here or a few lines below"
_LONGEST_LINE = 10_000
_SCHEMA = "schemas/pain.001.001.09.xsd"
_REFUSED_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?(?P<name>[A-Za-z]{1,40})'")

# The end of an element is heard as `<Name`, behind the text that stood in it.
_AMOUNT = r"(\d+\.\d\d)"
_HEADER = re.compile(rf"([^<]+)<MsgId[^<]+<CreDtTm(\d+)<NbOfTxs{_AMOUNT}<CtrlSum[^<]+<Nm<InitgPty<GrpHdr", re.ASCII)
_BEGINNING_OF_DAY = re.compile(
    rf"[^<]+<PmtInfIdTRF<PmtMtdtrue<BtchBookg(\d+)<NbOfTxs{_AMOUNT}<CtrlSumSEPA<Cd<SvcLvl<PmtTpInf"
    r"(\d{4}-\d\d-\d\d)<Dt<ReqdExctnDt([^<]+)<Nm<Dbtr([^<]+)<IBAN<Id<DbtrAcct"
    r"(?:[^<]+<BICFI|NOTPROVIDED<Id<Othr)<FinInstnId<DbtrAgtSLEV<ChrgBr",
    re.ASCII,
)
_PAYMENT = re.compile(
    rf"([^<]+)<EndToEndId<PmtId{_AMOUNT}<InstdAmt<Amt([^<]+)<Nm<Cdtr([^<]+)<IBAN<Id<CdtrAcct"
    r"(?:([^<]+)<Ustrd<RmtInf|SCOR<Cd<CdOrPrtry(CUR|ISO)<Issr<Tp([^<]+)<Ref<CdtrRefInf<Strd<RmtInf)?<CdtTrfTxInf",
    re.ASCII,
)
_END_OF_DAY = "<PmtInf"
_AROUND = ("", "<CstmrCdtTrfInitn")
_END = "<Document"


class BrokenFile(Problem):
    """A bank would not read this file, or not read in it what its own header says.

    `line` is where the fault stands, or for a fault against the schema the first of the few lines in which it does. The
    message names the element and the rule and never what stands in the file.
    """

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        super().__init__(f"line {line}: {what}")


def check(chunks: Iterable[bytes]) -> FileContents:
    """What a file says (an open one in binary mode will do); `BrokenFile` if a bank could not read it."""
    reader = FileReader()
    for chunk in chunks:
        reader.feed(chunk)
    return reader.close()


class FileReader:
    """One file, read as its bytes come: any number of `feed`, then `close`. Either may raise `BrokenFile`."""

    def __init__(self) -> None:
        self._heard = _Heard()
        self._parser = _parser(self._heard)
        self._seen: set[str] = set()
        self._tally = ContentsTally()
        self._header: tuple[str, int, int] | None = None
        self._day: tuple[date, str, str] | None = None
        self._of_day = (0, 0)
        self._line = 2
        self._unfinished = ""

    def feed(self, chunk: bytes) -> None:
        for piece in _pieces(chunk):
            try:
                self._parser.feed(piece)
            except etree.XMLSyntaxError:
                raise self._refusal() from None
            if len(self._parser.feed_error_log):
                raise self._refusal()
            *lines, self._unfinished = (self._unfinished + self._heard.take()).split("\n")
            for line in lines:
                self._understand(line)
                self._line += 1
            if len(self._unfinished) > _LONGEST_LINE:
                raise self._broken("the line does not end")

    def close(self) -> FileContents:
        """What the file says."""
        try:
            self._parser.close()
        except etree.XMLSyntaxError:
            raise self._refusal() from None
        if len(self._parser.feed_error_log):
            raise self._refusal()
        if self._header is None or self._unfinished + self._heard.take() != _END:
            raise self._broken("the file does not end as a bank file does")
        message_id, items, amount = self._header
        contents = self._tally.contents(message_id)
        if (contents.items, contents.amount) != (items, amount):
            raise self._broken("the number or the sum of all payments is not that of the file's header")
        return contents

    def _understand(self, line: str) -> None:
        if payment := _PAYMENT.fullmatch(line):
            self._take_payment(*payment.groups())
        elif day := _BEGINNING_OF_DAY.fullmatch(line):
            items, amount, execute_on, debtor, debtor_iban = day.groups()
            self._day = self._date(execute_on), debtor, debtor_iban
            self._of_day = int(items), _cents(amount)
        elif line == _END_OF_DAY:
            self._end_day()
        elif header := _HEADER.fullmatch(line):
            self._header = header[1], int(header[2]), _cents(header[3])
        elif line not in _AROUND:
            raise self._broken("the schema allows this line and our way of writing does not")

    def _take_payment(
        self,
        end_to_end_id: str,
        amount: str,
        name: str,
        iban: str,
        free_text: str | None,
        issuer: str | None,
        reference: str | None,
    ) -> None:
        if end_to_end_id in self._seen:
            raise self._broken("this EndToEndId stands in the file a second time")
        self._seen.add(end_to_end_id)
        said_by_reference = f"|{free_text or ''}" if issuer is None else f"{issuer}|{reference}"
        self._tally.payment(_cents(amount), f"{end_to_end_id}|{name}|{iban}|{said_by_reference}")

    def _end_day(self) -> None:
        if self._day is None or self._tally.end_of_day(*self._day) != self._of_day:
            raise self._broken("the number or the sum of a day's payments is not that of its header")

    def _date(self, written: str) -> date:
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise self._broken("there is no such day") from None

    def _refusal(self) -> BrokenFile:
        """What the parser has against the file; its own message would quote the text."""
        faults = list(self._parser.feed_error_log)
        if not faults:
            return self._broken(f"this is not well-formed XML{_SOON_AFTER}")
        named = _REFUSED_ELEMENT.match(faults[0].message)
        element = named["name"] if named else "it"
        return self._broken(f"the schema refuses {element} ({faults[0].type_name}){_SOON_AFTER}")

    def _broken(self, what: str) -> BrokenFile:
        return BrokenFile(self._line, what)


class _Heard:
    """What a parser hears, as one text. lxml calls `data` and `end`: a list's own method is the fastest there is."""

    def __init__(self) -> None:
        self._heard: list[str] = []
        self.data = self.end = self._heard.append

    def doctype(self, *_named: str | None) -> None:
        """Heard as what no grammar allows: a bank file declares nothing of its own."""
        self._heard.append("<!DOCTYPE")

    def close(self) -> None:
        """Nothing was built."""

    def take(self) -> str:
        text = "".join(self._heard).replace(f"{{{NAMESPACE}}}", "<")
        self._heard.clear()
        return text


def _pieces(chunk: bytes) -> Iterator[bytes]:
    for at in range(0, len(chunk), _PIECE):
        yield chunk[at : at + _PIECE]


def _cents(amount: str) -> int:
    return int(amount[:-3] + amount[-2:])


def _parser(heard: _Heard) -> etree.XMLParser:
    """A parser that reads nothing but what it is given: no entities, no network, no document type, no giants."""
    return etree.XMLParser(
        target=cast("etree.ParserTarget", heard),
        schema=_schema(),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


@cache
def _schema() -> etree.XMLSchema:
    with files("sepaxml").joinpath(_SCHEMA).open("rb") as schema:
        return etree.XMLSchema(etree.parse(schema))

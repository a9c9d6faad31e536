"""Reading a bank file back before anybody may have it: against the schema, and for what it says, in one pass.

The schema is ISO's own, from the package `sepaxml`; the parser sees to it and builds nothing. What the file says is
read from the same bytes: line by line they must follow the grammar below, which allows one way of writing a payment
and nothing beside it, no entity, no comment and no other currency, so that no reader of XML can see anything else in a
line than we do. Memory does not grow with the file but by its identifiers, of which there are at most as many as the
bank takes in one file.
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
_FIRST_ELEMENT = 2
"""The line on which it begins: what the parser refuses lies there or below."""

_SCHEMA = "schemas/pain.001.001.09.xsd"
_REFUSED_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?(?P<name>[A-Za-z]{1,40})'")

_TEXT = r"[ -%'-;=?-~]+"
"""What can be printed, without the signs that XML knows: it stands in the file as it is meant."""

_AMOUNT = r"\d+\.\d\d"
_HEADER = re.compile(
    rf"<GrpHdr><MsgId>({_TEXT})</MsgId><CreDtTm>{_TEXT}</CreDtTm><NbOfTxs>(\d+)</NbOfTxs><CtrlSum>({_AMOUNT})</CtrlSum>"
    rf"<InitgPty><Nm>{_TEXT}</Nm></InitgPty></GrpHdr>",
    re.ASCII,
)
_BEGINNING_OF_DAY = re.compile(
    rf"<PmtInf><PmtInfId>{_TEXT}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg><NbOfTxs>(\d+)</NbOfTxs>"
    rf"<CtrlSum>({_AMOUNT})</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl>"
    rf"(<LclInstrm><Cd>INST</Cd></LclInstrm>)?</PmtTpInf>"
    rf"<ReqdExctnDt><Dt>(\d{{4}}-\d\d-\d\d)</Dt></ReqdExctnDt><Dbtr><Nm>({_TEXT})</Nm></Dbtr>"
    rf"<DbtrAcct><Id><IBAN>({_TEXT})</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId>"
    rf"(?:<BICFI>{_TEXT}</BICFI>|<Othr><Id>NOTPROVIDED</Id></Othr>)</FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>",
    re.ASCII,
)
_PAYMENT = re.compile(
    rf"<CdtTrfTxInf><PmtId><EndToEndId>({_TEXT})</EndToEndId></PmtId>"
    rf'<Amt><InstdAmt Ccy="EUR">({_AMOUNT})</InstdAmt></Amt>'
    rf"<Cdtr><Nm>({_TEXT})</Nm></Cdtr><CdtrAcct><Id><IBAN>({_TEXT})</IBAN></Id></CdtrAcct>"
    rf"(?:<RmtInf>(?:<Ustrd>({_TEXT})</Ustrd>|<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry>"
    rf"<Issr>(CUR|ISO)</Issr></Tp><Ref>({_TEXT})</Ref></CdtrRefInf></Strd>)</RmtInf>)?</CdtTrfTxInf>",
    re.ASCII,
)
_END_OF_DAY = "</PmtInf>"
_AROUND = (
    '<?xml version="1.0" encoding="UTF-8"?>',
    f'<Document xmlns="{NAMESPACE}">',
    "<CstmrCdtTrfInitn>",
    "</CstmrCdtTrfInitn>",
)
_END = "</Document>"


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
        self._parser = _parser()
        self._seen: set[str] = set()
        self._tally = ContentsTally()
        self._header: tuple[str, int, int] | None = None
        self._day: tuple[date, str, str, bool] | None = None
        self._of_day = (0, 0)
        self._line = 1
        self._unfinished = b""
        self._ended = False

    def feed(self, chunk: bytes) -> None:
        for piece in _pieces(chunk):
            try:
                self._parser.feed(piece)
            except etree.XMLSyntaxError:
                raise self._refusal() from None
            if len(self._parser.feed_error_log):
                raise self._refusal()
            *lines, self._unfinished = (self._unfinished + piece).split(b"\n")
            for line in lines:
                self._understand(line.decode("ascii", "replace"))
                self._line += not self._ended
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
        if self._header is None or not self._ended or self._unfinished:
            raise self._broken("the file does not end as a bank file does")
        message_id, items, amount = self._header
        contents = self._tally.contents(message_id)
        if (contents.items, contents.amount) != (items, amount):
            raise self._broken("the number or the sum of all payments is not that of the file's header")
        return contents

    def _understand(self, line: str) -> None:
        if self._ended:
            raise self._broken("there is more behind the end of the file")
        if payment := _PAYMENT.fullmatch(line):
            self._take_payment(*payment.groups())
        elif day := _BEGINNING_OF_DAY.fullmatch(line):
            items, amount, instant, execute_on, debtor, debtor_iban = day.groups()
            self._day = self._date(execute_on), debtor, debtor_iban, instant is not None
            self._of_day = int(items), _cents(amount)
        elif line == _END_OF_DAY:
            self._end_day()
        elif header := _HEADER.fullmatch(line):
            self._header = header[1], int(header[2]), _cents(header[3])
        elif line == _END:
            self._ended = True
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
        self._line = max(self._line, _FIRST_ELEMENT)
        faults = list(self._parser.feed_error_log)
        if not faults:
            return self._broken(f"this is not well-formed XML{_SOON_AFTER}")
        named = _REFUSED_ELEMENT.match(faults[0].message)
        element = named["name"] if named else "it"
        return self._broken(f"the schema refuses {element} ({faults[0].type_name}){_SOON_AFTER}")

    def _broken(self, what: str) -> BrokenFile:
        return BrokenFile(self._line, what)


class _Silent:
    """What a parser has to have to build nothing."""

    def close(self) -> None:
        """There is nothing to hand over."""


def _pieces(chunk: bytes) -> Iterator[bytes]:
    for at in range(0, len(chunk), _PIECE):
        yield chunk[at : at + _PIECE]


def _cents(amount: str) -> int:
    return int(amount[:-3] + amount[-2:])


def _parser() -> etree.XMLParser:
    """A parser that reads nothing but what it is given: no entities, no network, no document type, no giants."""
    return etree.XMLParser(
        target=cast("etree.ParserTarget", _Silent()),
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

"""The floor of a bank file: its bytes from a template, and those bytes through the schema, and nothing else.

What is not a payment (the header, the beginning of a day) is handed over as it stands. The parser checks and tells
nobody what it reads: no totals, no grammar of our own, no identifiers seen twice.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeAlias, cast

from lxml import etree

from services.errors import Problem

_PAYMENT = re.compile(
    r"<CdtTrfTxInf><PmtId><EndToEndId>([^<]+)</EndToEndId></PmtId>"
    r'<Amt><InstdAmt Ccy="EUR">(\d+)\.(\d\d)</InstdAmt></Amt><Cdtr><Nm>([^<]+)</Nm></Cdtr>'
    r"<CdtrAcct><Id><IBAN>([^<]+)</IBAN></Id></CdtrAcct>(.*)</CdtTrfTxInf>\n"
)
_TEMPLATE = (
    "<CdtTrfTxInf><PmtId><EndToEndId>%s</EndToEndId></PmtId>"
    '<Amt><InstdAmt Ccy="EUR">%d.%02d</InstdAmt></Amt><Cdtr><Nm>%s</Nm></Cdtr>'
    "<CdtrAcct><Id><IBAN>%s</IBAN></Id></CdtrAcct>%s</CdtTrfTxInf>\n"
)
_UNSTRUCTURED = "<RmtInf><Ustrd>%s</Ustrd></RmtInf>"
_STRUCTURED = (
    "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>%s</Issr></Tp>"
    "<Ref>%s</Ref></CdtrRefInf></Strd></RmtInf>"
)
_REMITTANCE = re.compile(r"<RmtInf>(?:<Ustrd>(.*)</Ustrd>|.*<Issr>(.*)</Issr></Tp><Ref>(.*)</Ref>.*)</RmtInf>")
_AT_ONCE = 500

_Payment: TypeAlias = tuple[str, int, str, str, str | None, str | None]
"""EndToEndId, cents, name, account, the issuer of a structured reference, the reference or free text."""
Lines: TypeAlias = Sequence[_Payment | str]
"""A file as the template writer is handed it."""


class AnotherFile(Problem):
    """The floor writes other bytes than the product does, so they cannot be laid side by side."""


class AgainstTheSchema(Problem):
    """The schema refuses this file."""


def lines(content: bytes) -> Lines:
    """What stands in a file, line by line; `AnotherFile` if the template would write it otherwise."""
    found = [_line(line) for line in content.decode("ascii").splitlines(keepends=True)]
    if b"".join(write(found)) != content:
        raise AnotherFile
    return found


def write(given: Lines) -> Iterator[bytes]:
    """The file, in pieces."""
    for first in range(0, len(given), _AT_ONCE):
        yield "".join([_written(line) for line in given[first : first + _AT_ONCE]]).encode("ascii")


def check(pieces: Iterable[bytes]) -> None:
    """See that a file keeps to the schema; `AgainstTheSchema` if not."""
    parser = etree.XMLParser(target=cast("etree.ParserTarget", _Deaf()), schema=_schema())
    for piece in pieces:
        parser.feed(piece)
    parser.close()
    if len(parser.feed_error_log):
        raise AgainstTheSchema


class _Deaf:
    """What a parser has to have to build nothing."""

    def close(self) -> None:
        """There is nothing to hand over."""


def _written(line: _Payment | str) -> str:
    if isinstance(line, str):
        return line
    own_id, cents, name, iban, issuer, text = line
    if text is None:
        remittance = ""
    elif issuer is None:
        remittance = _UNSTRUCTURED % text
    else:
        remittance = _STRUCTURED % (issuer, text)
    return _TEMPLATE % (own_id, cents // 100, cents % 100, name, iban, remittance)


def _line(line: str) -> _Payment | str:
    payment = _PAYMENT.fullmatch(line)
    if payment is None:
        return line
    own_id, euros, cents, name, iban, remittance = payment.groups()
    reference = _REMITTANCE.fullmatch(remittance)
    free_text, issuer, number = reference.groups() if reference else (None, None, None)
    return own_id, int(euros) * 100 + int(cents), name, iban, issuer, free_text or number


@cache
def _schema() -> etree.XMLSchema:
    with files("sepaxml").joinpath("schemas/pain.001.001.09.xsd").open("rb") as schema:
        return etree.XMLSchema(etree.parse(schema))

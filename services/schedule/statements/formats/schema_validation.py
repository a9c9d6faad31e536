"""Holding a file against the schema of ISO 20022 too, where an organisation has these: they may not be handed on.

Off by default. Our own table (`camt_paths.py`) asks for what an entry means nothing without, and a schema for much
more: banks send files that are not valid and can be read all the same, and with schemas such a file is refused.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from services.errors import Fault, Refused
from services.schedule.statements.faults import MOST_FAULTS, PlaceInFile, UnreadableBankFile, fault_at
from services.schedule.statements.formats.format import is_xml, message_of, namespace
from services.schedule.statements.formats.xml_reading import in_pieces

STEP = 4 * 1024
"""Bytes that are validated at a time: libxml2 does not tell lines here, so a fault is known to be within these."""

_ELEMENT = re.compile(r"Element '\{[^}]*\}([A-Za-z]{1,40})'")
_ASK = "ask the bank for a valid file, or read it without schemas"


class SchemaIsMissing(Refused):
    """Files are to be held against schemas, and there is none for this message."""


def validated(chunks: Iterable[bytes], schemas: Path | None) -> Iterator[bytes]:
    """The same bytes; at their end `UnreadableBankFile` if the schema of their namespace has faults to find.

    `schemas` is a folder with ISO's files under their own names (`camt.053.001.08.xsd`); without one nothing is looked
    at. `SchemaIsMissing` if it has none for this message. What is no XML passes.
    """
    if schemas is None:
        yield from chunks
        return
    pieces = in_pieces(chunks)
    first = next(pieces, b"")
    if not is_xml(first):
        yield first
        yield from pieces
        return
    validation = _Validation(first, schemas)
    validation.look_at(first)
    yield first
    for piece in pieces:
        validation.look_at(piece)
        yield piece
    validation.finish()


class _Validation:
    """One file against its schema. Elements are forgotten as they end, so that memory stays what it is."""

    def __init__(self, first: bytes, schemas: Path) -> None:
        message, version = message_of(first)
        self._root = namespace(message, version)
        self._faults: list[Fault] = []
        self._line = 1
        self._is_xml = True
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=[f"{{{self._root}}}{name}" for name in ("Ntry", "TxDtls", "TxInfAndSts")],
            schema=_schema(schemas / f"{message}.001.{version:02}.xsd"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )

    def look_at(self, piece: bytes) -> None:
        """Go on; `UnreadableBankFile` at the twentieth fault."""
        for begin in range(0, len(piece), STEP):
            step = piece[begin : begin + STEP]
            if self._is_xml:
                self._feed(step)
            self._line += step.count(b"\n")

    def finish(self) -> None:
        """The file is at its end; whether it was cut off is the reader's to see, for libxml2 does not with a schema."""
        try:
            self._parser.close()
        except etree.XMLSyntaxError:
            self._gather()
            self._is_xml = bool(self._faults)
        if not self._is_xml:
            self._faults.append(
                fault_at(PlaceInFile(self._line, "Document"), "is no well-formed XML from here on or before", _ASK)
            )
        if self._faults:
            raise UnreadableBankFile(self._faults)

    def _feed(self, step: bytes) -> None:
        try:
            self._parser.feed(step)
        except etree.XMLSyntaxError:
            self._is_xml = False
        for _, element in self._parser.read_events():
            if isinstance(element, etree._Element):
                _forget(element)
        self._gather()

    def _gather(self) -> None:
        found_so_far = [error for error in self._parser.feed_error_log if error.domain_name == "SCHEMASV"]
        for error in found_so_far[len(self._faults) :]:
            found = _ELEMENT.match(error.message)
            place = PlaceInFile(self._line, found[1] if found else "Document")
            what = (
                "an element missing, or one too many"
                if error.type_name == "SCHEMAV_ELEMENT_CONTENT"
                else "a wrong value"
            )
            self._faults.append(fault_at(place, f"has {what} by ISO's schema, here or up to 4 kB further on", _ASK))
            if len(self._faults) >= MOST_FAULTS:
                raise UnreadableBankFile(self._faults)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


def _schema(path: Path) -> etree.XMLSchema:
    if not path.is_file():
        raise SchemaIsMissing(
            f"the folder of schemas has no {path.name}; put ISO's file there, or read without schemas"
        )
    return etree.XMLSchema(etree.parse(path))

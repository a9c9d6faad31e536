"""Reading XML of a stranger as a stream: records of a few values each, in constant memory. Pure.

What is read is said by a table (`record_shapes.py`); anything else in the file costs time and no memory. Nothing of
XML that could do harm is understood: a document type, and with it every entity and all that lies outside the file, is
refused, and so is an encoding other than UTF-8, UTF-16 or ISO-8859-1.

It is a state machine on expat, without an object for an element: half a million of these stand in a large statement.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from xml.parsers import expat

from services.errors import Fault
from services.schedule.statements.faults import MOST_FAULTS, NotABankFile, PlaceInFile, UnreadableBankFile, fault_at
from services.schedule.statements.formats.iso_values import NotInForm
from services.schedule.statements.formats.record_shapes import Node, Values

PIECE = 64 * 1024
"""Bytes that are parsed at a time, however they come in: no refusal hangs on how a file was cut to travel."""
DEEPEST = 40
LONGEST_TEXT = 10_000
"""Characters of one value; ISO 20022 knows none above 500."""
LONGEST_MARK = 1024 * 1024
"""Bytes of one tag or comment; expat reads an unfinished one from its beginning at every piece."""
MOST_NAMES = 5_000
"""Names of elements, and as many prefixes, in one file, for expat keeps each of them."""
MOST_TIMES = 1_000
"""Values of one name in one record."""

ENCODINGS = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii"})

MISSING = ("is missing", "ask the bank for a file that has it")
"""What is wrong with an element that must be there and is not, and the cure."""

_UTF_8_MARK = b"\xef\xbb\xbf"
_CUT_OFF = ("ends in the middle", "it was cut off on its way: fetch it from the bank again")
_NOT_WELL_FORMED = ("is no well-formed XML from here on", "ask the bank for the file anew")
_WORDS = {
    expat.errors.codes[message]: words
    for message, words in {
        expat.errors.XML_ERROR_NO_ELEMENTS: _CUT_OFF,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN: _CUT_OFF,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION: _CUT_OFF,
        expat.errors.XML_ERROR_PARTIAL_CHAR: _CUT_OFF,
        expat.errors.XML_ERROR_INVALID_TOKEN: (
            "has a character that XML or its encoding does not have",
            "ask the bank for the file in the encoding that it declares",
        ),
        expat.errors.XML_ERROR_UNDEFINED_ENTITY: ("uses an entity, which no bank file has", "do not open this file"),
        expat.errors.XML_ERROR_TAG_MISMATCH: (
            "closes an element that is not open",
            "it was changed on its way: fetch it from the bank again",
        ),
        expat.errors.XML_ERROR_MISPLACED_XML_PI: (
            "has something before the line in which it says that it is XML",
            "ask the bank for the file anew",
        ),
        expat.errors.XML_ERROR_INCORRECT_ENCODING: (
            "is not in the encoding that it declares",
            "ask the bank for UTF-8",
        ),
    }.items()
}

_BEFORE_THE_ROOT = frozenset(
    expat.errors.codes[message]
    for message in (expat.errors.XML_ERROR_INCORRECT_ENCODING, expat.errors.XML_ERROR_MISPLACED_XML_PI)
)
"""By which of the errors before the root a file still is XML."""

_NOWHERE = Node()
"""Where a reader is before the root."""


class _Record:
    """A record that is open: its values so far, and how many records of each name closed or opened within it."""

    __slots__ = ("above", "counts", "fit", "node", "number", "values")

    def __init__(self, node: Node, above: "_Record", number: int) -> None:
        self.node = node
        self.above = above
        self.number = number
        self.values: Values = {}
        self.counts: dict[str, int] = {}
        self.fit = True


class _Outside(_Record):
    """Where no record is open."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(Node(), self, 0)


Opening = Callable[[Values], None]
"""What is done before a record opens, with the values so far of the record around it, to which a fault then belongs."""

Closing = Callable[[Values, Values], None]
"""What is done when a record closes, with its values and those so far of the record around it."""


class XmlReader:
    """One file as it comes in. `closing` has for a record's name what to do when one closes, `opening` before it opens.

    `choose` gives the tree for the namespace and the name of the root, or refuses with `NotABankFile`. Faults are
    gathered; when there are `MOST_FAULTS`, or when nothing more can be read, `UnreadableBankFile` has them all.
    """

    def __init__(
        self,
        choose: Callable[[str, str], Node],
        closing: Mapping[str, Closing],
        opening: Mapping[str, Opening] = MappingProxyType({}),
    ) -> None:
        self.faults: list[Fault] = []
        self._choose = choose
        self._closing = closing
        self._opening = opening
        self._node = _NOWHERE
        self._record: _Record = _Outside()
        self._unknown = 0
        self._texts: list[str] = []
        self._attribute: str | None = None
        self._prefixes: set[str | None] = set()
        self._mark: bytes | None = None
        self._bytes = 0
        self._parser = self._new_parser()

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start_root
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        parser.XmlDeclHandler = self._declaration
        parser.StartNamespaceDeclHandler = self._prefix
        parser.StartDoctypeDeclHandler = self._document_type
        parser.ProcessingInstructionHandler = self._instruction
        return parser

    def read(self, piece: bytes) -> None:
        """Read on; what closes is done on the way."""
        if self._mark is None:
            self._mark = piece[:3]
        self._parse(piece, is_last=False)
        self._bytes += len(piece)
        if len(self._parser.intern) > MOST_NAMES or len(self._prefixes) > MOST_NAMES:
            self._give_up("has more different names than any bank file")
        if self._bytes - max(self._parser.CurrentByteIndex, 0) > LONGEST_MARK:
            self._give_up("has a tag or a comment of more than a million bytes")
        self._forget_text()

    def finish(self) -> None:
        """The file is at its end: `UnreadableBankFile` if it was cut off, or had a fault."""
        self._parse(b"", is_last=True)
        if not self._record.counts:
            self.fault("Document", *MISSING)
        if self.faults:
            raise UnreadableBankFile(self.faults)

    @property
    def number(self) -> int:
        """Which of its kind, from 1, is the record that closes."""
        return self._record.number

    @property
    def is_fit(self) -> bool:
        """Whether the record that closes has had no fault of its own."""
        return self._record.fit

    def count(self, name: str) -> int:
        """How many records of this name were within the one that closes."""
        return self._record.counts.get(name, 0)

    def fault(self, path: str, what: str, cure: str = "") -> None:
        """Something is wrong with this element of the record that closes; `UnreadableBankFile` after too many."""
        self._record.fit = False
        self._add(self._path(path), what, cure)

    def _add(self, path: str, what: str, cure: str) -> None:
        self.faults.append(fault_at(PlaceInFile(self._parser.CurrentLineNumber, path), what, cure))
        if len(self.faults) >= MOST_FAULTS:
            raise UnreadableBankFile(self.faults)

    def _give_up(self, what: str, cure: str = "ask the bank for the file anew") -> None:
        self._add(self._path(), what, cure)
        raise UnreadableBankFile(self.faults)

    def _path(self, path: str = "") -> str:
        labels = [path] if path else []
        record = self._record
        while (shape := record.node.shape) is not None:
            number = f"[{record.number}]" if shape.numbered or record.number > 1 else ""
            labels += [f"{shape.label}{number}"] if shape.label else []
            record = record.above
        return "/".join(reversed(labels)) or "Document"

    def _parse(self, piece: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            if self._node is _NOWHERE and error.code not in _BEFORE_THE_ROOT:
                raise NotABankFile("this is no XML, and no MT940 either") from None
            self._give_up(*_WORDS.get(error.code, _NOT_WELL_FORMED))

    def _forget_text(self) -> None:
        """Between two pieces only the value that is being read is kept, and no more of it than it may be long."""
        texts = self._texts
        if self._node.leaf is None:
            texts.clear()
        elif len(texts) > 1:
            texts[:] = ["".join(texts)[: LONGEST_TEXT + 1]]

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ENCODINGS:
            self._give_up("is in an encoding that is not read", "ask the bank for UTF-8")
        if encoding is not None and self._mark == _UTF_8_MARK and encoding.lower() != "utf-8":
            self._give_up("begins as UTF-8 and declares another encoding")

    def _prefix(self, prefix: str | None, _namespace: str) -> None:
        self._prefixes.add(prefix)

    def _document_type(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            raise NotABankFile("this is a web page; download the file itself from the bank")
        self._give_up("declares a document type, which no bank file has and which can do harm", "do not open this file")

    def _instruction(self, _target: str, _text: str) -> None:
        if self._node is not _NOWHERE:
            self._give_up("has a processing instruction, which no bank file has")

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition("}")
        self._node = self._choose(namespace, element)
        self._parser.StartElementHandler = self._start
        self._start(name, attributes)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        node = self._node.children.get(name)
        if node is None:
            self._begin_unknown(self._node)
            return
        self._node = node
        if node.is_way:
            return
        if node.shape is None:
            self._texts.clear()
            if node.attribute is not None:
                self._attribute = attributes.get(node.attribute)
        else:
            self._open(node)

    def _open(self, node: Node) -> None:
        above = self._record
        name = node.name
        if name in self._opening:
            self._opening[name](above.values)
        number = above.counts[name] = above.counts.get(name, 0) + 1
        self._record = _Record(node, above, number)

    def _begin_unknown(self, node: Node) -> None:
        """Pass over an element that is not read, with other handlers, so that those of known ones need not ask."""
        self._unknown = 1
        self._parser.StartElementHandler = self._start_unknown
        self._parser.EndElementHandler = self._end_unknown
        if node.leaf is not None:
            self.fault(node.leaf.path, "has elements in it instead of a value", "compare the version of the message")

    def _start_unknown(self, _name: str, _attributes: dict[str, str]) -> None:
        self._unknown += 1
        if self._unknown > DEEPEST:
            self._give_up(f"has more than {DEEPEST} elements within one another")

    def _end_unknown(self, _name: str) -> None:
        self._unknown -= 1
        if not self._unknown:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end

    def _end(self, _name: str) -> None:
        node = self._node
        self._node = node.parent
        if node.is_way:
            return
        if node.shape is not None:
            self._close(node)
            return
        texts = self._texts
        text = (texts[0] if len(texts) == 1 else "".join(texts)).strip()
        if node.is_plain and text and node.name not in self._record.values and len(text) <= LONGEST_TEXT:
            self._record.values[node.name] = text
        elif text:
            self._keep(node, text)

    def _keep(self, node: Node, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            self._refuse(node, f"has more than {LONGEST_TEXT} characters", "ask the bank for the file anew")
            return
        value: Any = text
        try:
            if node.attribute is not None and node.read is not None:
                value = node.read(text, self._attribute)
            elif node.read is not None:
                value = node.read(text)
        except NotInForm as unfit:
            self._refuse(node, unfit.what, unfit.cure)
            return
        values = self._record.values
        if value is None:
            return
        if node.name not in values:
            values[node.name] = value if node.takes_one else [value]
        elif node.is_once:
            self._refuse(node, "stands there twice", "one of them counts, and nobody knows which")
        elif not node.takes_one:
            self._keep_more(node, value)

    def _keep_more(self, node: Node, value: Any) -> None:
        kept = self._record.values[node.name]
        if len(kept) >= MOST_TIMES:
            self._give_up(f"has a value more than {MOST_TIMES} times")
        kept.append(value)

    def _refuse(self, node: Node, what: str, cure: str) -> None:
        """A value that is none: it is named as a fault, and not as missing."""
        self._record.values.setdefault(node.name, None if node.takes_one else [])
        if node.leaf is not None:
            self.fault(node.leaf.path, what, cure)

    def _close(self, node: Node) -> None:
        record = self._record
        for leaf in node.required:
            if leaf.name not in record.values:
                self.fault(leaf.path, *MISSING)
        self._closing[node.name](record.values, record.above.values)
        self._record = record.above


def in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of `PIECE`, the last one shorter."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        done = len(waiting) - len(waiting) % PIECE
        for start in range(0, done, PIECE):
            yield bytes(waiting[start : start + PIECE])
        del waiting[:done]
    if waiting:
        yield bytes(waiting)

"""Small MT940 files by hand, and what their reading gives."""

from services.schedule.statements.formats.mt940 import read_mt940
from services.schedule.statements.statement import Detail, Entry, Part, StatementEnd, StatementHeading

HEAD = ":20:STATEMENT1\n:25:NL12BNGH0285000001\n:28C:7/1\n:60F:C260331EUR1000,00\n"
TAIL = ":62F:C260401EUR1000,00\n"


def parts(text: str) -> list[Part]:
    """All parts of a file."""
    return list(read_mt940([text.encode()]))


def only_entry(lines: str) -> Entry:
    """The one entry that these lines make in a statement."""
    _, entry, _ = parts(f"{HEAD}{lines.strip()}\n{TAIL}")
    assert isinstance(entry, Entry)
    return entry


def only_detail(information: str, mark: str = "C") -> Detail:
    """The one detail of an entry with this field 86."""
    (detail,) = only_entry(f":61:260401{mark}1,00NTRFNONREF\n:86:{information}").details
    return detail


def heading_of(text: str) -> StatementHeading:
    """The first heading of a file."""
    first = parts(text)[0]
    assert isinstance(first, StatementHeading)
    return first


def end_of(text: str) -> StatementEnd:
    """The last end of a file."""
    last = parts(text)[-1]
    assert isinstance(last, StatementEnd)
    return last

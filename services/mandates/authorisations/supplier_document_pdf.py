"""How a supplier's document looks: one page A4 in Dutch, for somebody at a desk who books payments."""

from collections.abc import Iterable, Sequence
from datetime import date

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from services.clock import civil_date
from services.mandates.authorisations.supplier_document import EVIDENCE_SHOWN, Addressed, Period, SupplierDocument
from services.mandates.authorisations.supplier_document_letters import LETTERS, printable
from services.months import Month

_FONT = "helvetica"
_MARGIN, _LABEL_WIDTH, _LINE = 25.0, 50.0, 6.0
_INK, _GREY, _RULE = 20, 95, 200
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

Row = tuple[str, Sequence[str]]


def pdf_of(document: SupplierDocument) -> bytes:
    """The document as PDF; the same bytes for the same document. `InvalidInput` for text that it cannot print.

    It is not compressed: what it says can be searched for in its bytes, by us and by whoever doubts it.
    """
    page = _Page(document)
    page.heading()
    page.section("Klant", _of_client(document.addressed))
    page.section("Machtiging", _of_authorisation(document))
    page.section("Vragen", [("Schrijf naar", document.addressed.write_to)])
    page.closing()
    return bytes(page.output())


def _of_client(addressed: Addressed) -> list[Row]:
    return [
        ("Naam", [addressed.client_name]),
        ("Leveringsadres", addressed.supply_address),
        ("Klantnummer bij u", [addressed.customer_number]),
    ]


def _of_authorisation(document: SupplierDocument) -> list[Row]:
    return [
        ("Wij betalen", [", ".join(cost.dutch for cost in document.costs)]),
        ("Periode", [_period(document.period)]),
        ("Getekend op", [dutch_date(document.signed_on)]),
        ("Kenmerk van het bewijs", [document.evidence.hex()[:EVIDENCE_SHOWN]]),
    ]


def _period(period: Period) -> str:
    if period.last is None:
        return f"vanaf {_month(period.first)}"
    return f"{_month(period.first)} tot en met {_month(period.last)}"


def _month(month: Month) -> str:
    return f"{_MONTHS[month % 12]} {month // 12}"


def dutch_date(day: date) -> str:
    """`5 januari 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


class _Page(FPDF):
    """One page. Its file identifier follows from its content and `made_at` alone, and so do all its bytes."""

    def __init__(self, document: SupplierDocument) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self._document = document
        self.core_fonts_encoding = LETTERS
        self.set_compression(False)
        self.set_creation_date(document.made_at)
        self.set_producer("Ontzorg")
        self.set_title("Machtiging voor het betalen van vaste lasten")
        self.set_lang("nl-NL")
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.c_margin = 0
        self.add_page()

    def heading(self) -> None:
        """Who writes, to whom, and in one sentence what this is."""
        organisation, supplier = self._document.organisation, self._document.supplier
        self._text(organisation, size=11, grey=True)
        self.ln(8)
        self._text("Machtiging voor het betalen van vaste lasten", size=18, bold=True, height=9)
        self._text(f"Voor {supplier}", size=11)
        self.ln(6)
        self._text(
            f"Uw klant heeft {organisation} toestemming gegeven om de kosten hieronder namens hem of haar aan u te"
            " betalen. Boek onze betalingen op dit klantnummer.",
            size=11,
        )

    def section(self, title: str, rows: Iterable[Row]) -> None:
        """A heading with a line under it, and below that what it is about, label by label."""
        self.ln(8)
        self._text(title, size=12, bold=True, height=7)
        self.set_draw_color(_RULE)
        self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
        self.ln(2)
        for label, lines in rows:
            for number, line in enumerate(lines):
                self._pair(label if number == 0 else "", line)
            self.ln(1)

    def closing(self) -> None:
        """That this is not all, and when it was made."""
        self.ln(10)
        self._text(
            "Op dit document staat alleen wat u voor deze kosten nodig hebt. Alle andere gegevens uit de machtiging"
            " zijn afgeschermd. De getekende machtiging bewaren wij; u herkent haar aan het kenmerk van het bewijs.",
            size=9,
            grey=True,
            height=4.5,
        )
        self.ln(2)
        self._text(f"Opgemaakt op {dutch_date(civil_date(self._document.made_at))}.", size=9, grey=True, height=4.5)

    def _pair(self, label: str, line: str) -> None:
        self._pen(size=11, bold=False, grey=True)
        self.cell(_LABEL_WIDTH, _LINE, printable(label), new_x=XPos.RIGHT, new_y=YPos.TOP)
        self._pen(size=11, bold=False, grey=False)
        self._lines(line, _LINE)

    def _text(self, text: str, *, size: int, bold: bool = False, grey: bool = False, height: float = _LINE) -> None:
        self._pen(size=size, bold=bold, grey=grey)
        self._lines(text, height)

    def _lines(self, text: str, height: float) -> None:
        self.multi_cell(0, height, printable(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _pen(self, *, size: int, bold: bool, grey: bool) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(_GREY if grey else _INK)

"""What was exported for the general ledger."""

from datetime import date

from services.events.event import Event


class JournalExported(Event):
    """The postings up to and including a day were exported for the general ledger, in the journal with this number."""

    type = "nl.ontzorg.schedule.journal.exported"
    about = "number"
    number: int
    through: date

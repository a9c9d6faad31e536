"""A message: one fact, what you must do, by when, and the one person to call; as words, without any form yet."""

from dataclasses import dataclass

from services.notify.messages.kinds import Kind
from services.notify.messages.language import Language
from services.notify.messages.pictograms import Pictogram
from services.notify.messages.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in a list: a drawing (a sum has none), what it is, how much, when or how often, and to whom."""

    pictogram: Pictogram | None
    label: Text
    amount: Text = NOTHING
    when: Text = NOTHING
    remark: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a heading."""

    heading: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """The person to call: the question that asks for it, the whole sentence, and the parts of it."""

    heading: Text
    sentence: Text
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Short:
    """What a text message says beside the title: each as short as the language can.

    `action` is the first thing to do, unless that is to call; `added` is always said; `if_room` only where the whole
    does not take one part more than is sent; `call_number` is `call` without the name.
    """

    action: tuple[Text, ...]
    added: tuple[Text, ...]
    if_room: tuple[Text, ...]
    ends: Text
    call: Text
    call_number: Text
    unreviewed: Text


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, in the order in which it is read.

    `title` is the one fact; `body` explains it; `action` is what the reader must do, also when that is nothing, and
    `by` says until when. `ends` is the last day of the relief. `unreviewed` says that no native speaker read the
    wording, and is empty where somebody did.
    """

    kind: Kind
    language: Language
    sender: str
    title: Text
    body: tuple[Text, ...]
    blocks: tuple[Block, ...]
    action_heading: Text
    action: tuple[Text, ...]
    by: Text
    ends: Text
    call: Call
    unreviewed: Text
    nothing_to_do: bool
    short: Short

    @property
    def is_reviewed(self) -> bool:
        """Whether a native speaker has read the wording of this language."""
        return not self.unreviewed

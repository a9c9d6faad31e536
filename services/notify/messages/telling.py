"""From facts to a message in a language."""

from collections.abc import Callable, Mapping
from typing import Any

from services.notify.messages.catalogue import Catalogue, catalogue_of
from services.notify.messages.facts import Contact, Facts
from services.notify.messages.kinds import Kind
from services.notify.messages.language import Language
from services.notify.messages.message import Call, Message, Short
from services.notify.messages.telephone import as_dialled, one_piece
from services.notify.messages.text import NOTHING, alone
from services.notify.messages.voice import Voice
from services.notify.messages.wording import beginning, bills, ending, every_month, papers, words
from services.notify.messages.wording.parts import Said

_WORDING: Mapping[Kind, Callable[[Voice, Any], Said]] = {
    Kind.RELIEF_BEGINS: beginning.relief_begins,
    Kind.MONTH_OVERVIEW: every_month.month_overview,
    Kind.MONTH_CHANGED: every_month.month_changed,
    Kind.LEEFGELD_COMING: every_month.leefgeld_coming,
    Kind.LEEFGELD_PAID: every_month.leefgeld_paid,
    Kind.B12_MISSING: papers.b12_missing,
    Kind.B12_OVERDUE: papers.b12_overdue,
    Kind.TOESLAGEN_ARRIVED: every_month.toeslagen_arrived,
    Kind.COST_HANDED_BACK: bills.cost_handed_back,
    Kind.BILL_WAS_PAID: bills.bill_was_paid,
    Kind.WENT_WRONG: bills.went_wrong,
    Kind.REVIEW: ending.review,
    Kind.RELIEF_ENDS: ending.relief_ends,
    Kind.AFTERCARE: ending.aftercare,
}
"""Each takes the facts of its own kind."""


def worded(facts: Facts, language: Language) -> Message:
    """The message that these facts are, in the language; `PhraseIsMissing` where its catalogue lacks something."""
    return worded_by(catalogue_of(language), facts)


def worded_by(catalogue: Catalogue, facts: Facts) -> Message:
    """The same with a catalogue in hand, as a check has one that nobody brings along yet."""
    voice = Voice(catalogue)
    said = _WORDING[facts.kind](voice, facts)
    return Message(
        kind=facts.kind,
        language=catalogue.language,
        sender=facts.organisation,
        title=said.title,
        body=said.body,
        blocks=said.blocks,
        action_heading=voice.say(words.WHAT_TO_DO),
        action=said.action or (voice.say(words.NOTHING_TO_DO),),
        by=NOTHING if said.by is None else voice.say(words.BY, day=voice.day(said.by)),
        ends=voice.say(words.HAS_ENDED if said.has_ended else words.ENDS, day=voice.day(facts.ends_on)),
        call=_call(voice, facts.contact),
        unreviewed=NOTHING if catalogue.reviewed_by else voice.say(words.UNREVIEWED),
        nothing_to_do=not said.action,
        short=_short(voice, facts, said),
    )


def _call(voice: Voice, contact: Contact) -> Call:
    phone = as_dialled(contact.phone)
    return Call(
        heading=voice.say(words.QUESTIONS),
        sentence=voice.say(words.CALL, name=alone(contact.name), phone=alone(phone)),
        name=contact.name,
        phone=phone,
    )


def _short(voice: Voice, facts: Facts, said: Said) -> Short:
    """The number is written in one piece here, so that a telephone can dial it."""
    ends = words.HAS_ENDED_SHORT if said.has_ended else words.ENDS_SHORT
    phone = alone(one_piece(facts.contact.phone))
    return Short(
        action=() if said.only_to_call else said.action[:1],
        added=said.in_short,
        if_room=said.if_room,
        ends=voice.say(ends, day=voice.short_day(facts.ends_on)),
        call=voice.say(words.CALL_SHORT, name=alone(facts.contact.name), phone=phone),
        call_number=voice.say(words.CALL_NUMBER, phone=phone),
        unreviewed=NOTHING if voice.catalogue.reviewed_by else voice.say(words.UNREVIEWED_SHORT),
    )

"""What the organisation's own book says when an exception ends, or is one again: its money leaves suspense, or is back.

Pure. The households' books say the other side of it: all `clearing` together is `household_clearing`.
"""

from datetime import date
from uuid import UUID

from services.months import month_of
from services.schedule.ledger.entry import Entry, Movement
from services.schedule.matching.booked import Booked
from services.schedule.matching.exception_steps import subject_of


def out_of_suspense(organisation_id: UUID, booked: Booked, step: int, on: date) -> Entry:
    """What nobody could explain is households' money: a credit was theirs, a debit is."""
    way = Movement.ODD_DEBIT_IS_EXPLAINED if booked.is_debit else Movement.ODD_CREDIT_IS_EXPLAINED
    return Entry(organisation_id, month_of(on), subject_of(booked.place, step), way, booked.amount, on)


def back_on_suspense(organisation_id: UUID, booked: Booked, step: int, on: date) -> Entry:
    """What was said to be households' money is nobody's again: it goes the other way."""
    way = Movement.ODD_CREDIT_IS_EXPLAINED if booked.is_debit else Movement.ODD_DEBIT_IS_EXPLAINED
    return Entry(organisation_id, month_of(on), subject_of(booked.place, step), way, booked.amount, on)


def into_the_loss(organisation_id: UUID, booked: Booked, step: int, on: date) -> Entry:
    """What nobody will ever explain is written off."""
    way = Movement.ODD_DEBIT_IS_WRITTEN_OFF if booked.is_debit else Movement.ODD_CREDIT_IS_WRITTEN_OFF
    return Entry(organisation_id, month_of(on), subject_of(booked.place, step), way, booked.amount, on)


def off_the_loss(organisation_id: UUID, booked: Booked, step: int, on: date) -> Entry:
    """What was written off may be explained after all: it goes the other way."""
    way = Movement.ODD_CREDIT_IS_WRITTEN_OFF if booked.is_debit else Movement.ODD_DEBIT_IS_WRITTEN_OFF
    return Entry(organisation_id, month_of(on), subject_of(booked.place, step), way, booked.amount, on)


def sent_back(organisation_id: UUID, booked: Booked, step: int, on: date) -> Entry:
    """What nobody could explain was filed to go back to where it came from."""
    way = Movement.ODD_CREDIT_IS_SENT_BACK
    return Entry(organisation_id, month_of(on), subject_of(booked.place, step), way, booked.amount, on)


def was_sent_back(organisation_id: UUID, booked: Booked, step: int, on: date) -> Entry:
    """What nobody could explain is money that we sent back: a debit took it there, a credit brings it here again."""
    way = Movement.SENT_MONEY_IS_ODD_AGAIN if booked.is_debit else Movement.ODD_CREDIT_IS_SENT_BACK
    return Entry(organisation_id, month_of(on), subject_of(booked.place, step), way, booked.amount, on)

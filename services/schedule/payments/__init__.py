"""Payments: what a month pays, proposed by one person, approved by another, filed once.

The way of a payment: planned (`planned.py`, pure) → proposed in a run → ready or held → submitted in a bank file. That
it was executed only the bank's statement can say.
"""

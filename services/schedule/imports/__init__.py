"""Caseload import: the households that an organisation hands in, all of them or none.

A file has one row for each household (`columns.py`), or is a JSON document with the same nouns as the API. Every fault
of every row is told at once, and the same file twice changes nothing.
"""

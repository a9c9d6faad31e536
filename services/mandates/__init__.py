"""The registry of who pays: suppliers and payee accounts, authorisations, direct debit mandates, and for each cost of a
household in each month exactly one payer of record (docs/registry.md).

Others enter by `client` and `schemas`.
"""

"""Whom a household's money goes to: suppliers' accounts and clients' own, with the reference that each payment carries.

They stand here until the mandates service keeps them. Rows are added and never edited; a name and an account number are
sealed, and no answer shows an account number whole.
"""

"""Payee accounts, suppliers' and clients' own: proposed by one person, approved by another, never edited."""

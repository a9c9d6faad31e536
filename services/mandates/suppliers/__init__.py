"""Suppliers: whom costs are owed to, how each wants to be paid and asked, and what was agreed with it.

They hold no personal data but the fixed contact's, which is sealed.
"""

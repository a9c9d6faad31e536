"""Contacts: whom people can call, by name and telephone; every message names one of them."""

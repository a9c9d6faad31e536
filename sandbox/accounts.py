"""Account numbers that pass every check and belong to nobody: there is no bank `TEST`."""

_TEST = "29142829"
"""`TEST` as ISO 13616 counts letters: A is 10."""
_NL00 = "232100"

TOWN_ACCOUNTS, SUPPLIER_ACCOUNTS, CLIENT_ACCOUNTS = 9_000_000_000, 8_000_000_000, 1_000_000_000
"""Where the account numbers of each begin."""


def example_iban(account: int) -> str:
    """The Dutch IBAN of the account with this number (up to ten digits) at the bank that does not exist."""
    digits = f"{account:010d}"
    check = 98 - int(f"{_TEST}{digits}{_NL00}") % 97
    return f"NL{check:02d}TEST{digits}"

"""Payees: whom a household's costs are paid to, on the way to the registry that keeps them."""

"""Harm seen before it happens: raised in time, owned, escalated, and closed by what was done."""

"""Worlds: whole houses of their own in one process, each with a database, a clock, ids and an organisation of its own.

`shape.py` says what a world is made of, `databases.py` makes and copies what it stands on, `opening.py` opens a house
in it and `inside.py` is that house at work; `passing.py` lets days pass in it, and `happened.py` tells what happened.
`world.py` keeps a world, `faults.py` what is let go wrong in it, `snapshot.py` it as it was at a moment, and
`moving.py` how its clock was moved; `keeper.py` keeps all worlds. `app.py`, `endpoints.py` and `schemas.py` are the way
in for whoever makes and moves them; behind `/worlds/{id}` stands the front of each (docs/sandbox.md).

No worker stands beside it: what is to be done is done when the clock is moved, so the same script gives the same bytes.
"""

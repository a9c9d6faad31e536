"""The ledger: whose money is where, in whole cents, to the last booking that ever was.

Each household has a book of its own and so has the organisation. `entry.py` (pure) says what can be booked and
`posting.py` books it; `accounts.py` says what stands where and how deep a minstand may go, and `replay.py` adds all
entries up again. `docs/ledger.md` draws what each happening of a month books.
"""

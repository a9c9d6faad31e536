"""The demo: seven months of an organisation that never was, lived through with the real machinery on a real database.

`world.py` is what it stands on, `story.py` what happens: `handing_in.py` and `daily.py` how things become known,
`desk.py` what people do by hand, `registry_desk.py` what they do at the registry, `running.py` how a month is paid,
`bank_folder.py` what the bank gets and how that is held against the ledger. `outcome.py` (pure) says what happened to
people, `measuring.py` asks the database for it; `page.py`, `summary.py` and `telling.py` show it.
"""

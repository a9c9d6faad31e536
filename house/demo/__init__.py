"""The demo: seven months of an organisation that never was, lived through with the real machinery on a real database.

`world.py` is what it stands on, `story.py` what happens: `handing_in.py` and `daily.py` how things become known,
`desk.py` what people do by hand, `running.py` how a month is paid, `bank_folder.py` what the bank gets and how that is
held against the ledger. At the registry `intake.py` (pure) says how a household comes in, `office.py` takes it in and
`acting.py` acts on alarms, at the desk of `registry_desk.py` and by the list of `agenda.py`; `suppliers.py` answer.
`outcome.py` and `registry_outcome.py` (pure) say what happened to people and what the registry did, `measuring.py` and
`registry_measuring.py` ask the databases for it; `page.py`, `registry_page.py`, `summary.py` and `telling.py` show it.
"""

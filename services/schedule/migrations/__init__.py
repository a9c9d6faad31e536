"""How the schema `schedule` came to be, one file in `versions/` for each step, applied by `services.migration.migrate`.

To add one: make `versions/NNNN_what_it_adds.py` with `revision = "NNNN"` and `down_revision` the number before it, and
an `upgrade()`. There is no way down: a mistake is mended by the next step, as in the ledger.

- Tables are named without their schema; the step runs as the schema's owner with `search_path` set to it. Write SQL
  that PostgreSQL 15 runs too, and a CHECK with `one_of("state", ["open", "closed"])`, its words written out: a step
  does not change when the code does.
- Every table of an organisation begins with `organisation_id uuid not null references organisation`, leads its primary
  key and every index with it, and gets `secure_table(op, "name")`. What is history gets `append_only(op, "name")`.
- No default takes the time or chance from the machine: ids and instants come from the caller. No index begins with a
  random value.
- Rights need no words: what the owner makes, the service may read and write, unless it is append-only.
- A table that a session adds to or loads from is also declared, as a `ScheduleRow` in a module `tables`. The tests
  compare both, and read all of the above from the catalogue.
"""

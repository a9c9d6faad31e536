"""The planner: from the facts of a household and a policy to the day-by-day plan of its money.

Pure: it reads no clock, no file and no database. Amounts are whole euro cents, dates are civil dates in
Europe/Amsterdam. Start at `plan.plan`; each rule has a file of its own.
"""

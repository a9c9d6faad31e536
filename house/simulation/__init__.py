"""A world that misbehaves, from a seed, around a municipality that works as it always does (docs/simulator.md).

Pure: `faults.py` what may go wrong and how often; `payments.py`, `drawing.py` and `incoming.py` what becomes of a
payment, a collection, and money that is to come; `bank.py` what stands on the accounts and when a statement of it
comes; `truth.py` what the world knows of all that; `oracle.py` what people must have seen of it. What is compared with
the system's tables is the world's own record, and nothing that was read out of them.

Thin: `agreeing.py` and `city_hall.py` what people agree and do, `desk.py` how they work off exceptions, `asking.py`
what the world has to be told to go on, `sight.py` what people see, `nights.py` what is looked at each night, `days.py`
one day after another, `orders.py` and `report_file.py` files as a bank reads and writes them, `telling.py` and
`page.py` what a terminal shows.
"""

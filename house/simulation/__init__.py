"""A municipality that works as it always does, in a world that misbehaves from a seed (docs/simulator.md).

The world itself is the sandbox's (`sandbox/`): what may go wrong, and what becomes of payments, collections and money
that is to come. Here is what people make of it. Pure: `granting.py` from when on a toeslag is paid, `oracle.py` what
people must have seen. What is compared with the system's tables is the world's own record, and nothing that was read
out of them.

Thin: `agreeing.py` and `city_hall.py` what people agree and do, `desk.py` how they work off exceptions, `asking.py`
what the world has to be told to go on, `sight.py` what people see, `nights.py` what is looked at each night, `days.py`
one day after another, `telling.py` and `page.py` what a terminal shows.
"""

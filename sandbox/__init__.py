"""The world outside, misbehaving on demand: a bank, suppliers, the benefit system, Dienst Toeslagen and COA.

Pure: `faults.py` what may go wrong and how often; `payments.py`, `drawing.py`, `incoming.py` and `answering.py` what
becomes of a payment, a collection, money that is to come, and a question; `bank.py` what stands on the accounts and
when a statement of it comes; `truth.py` what the world knows of all that; `patience.py` by when people miss what does
not come. `orders.py`, `statement_file.py` and `report_file.py` are files as a bank reads and writes them.

Whoever is here enters Ontzorg by its front doors, as the world does. `./ontzorg simulate` lives in this world and holds
what people saw against its truth (`house/simulation`); a sandbox has one for each world (`house/worlds`).
"""

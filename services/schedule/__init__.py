"""What is due, when, from which money, and what has been booked.

Promise: a household's plan is right to the cent and explains itself; each cost-month is paid at most once; leefgeld
comes in full on its day, or an exception stands before that day.
"""

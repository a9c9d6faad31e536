"""How fast it is, always beside what it cannot be faster than: measures, their floors, and the page that says both.

A measure is taken in one run on one machine, so its figures are ratios that hold on another machine too; microseconds
are printed beside them. Nothing here decides anything: a goal that is not reached is said, and is no failure.
"""

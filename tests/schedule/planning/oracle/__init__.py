"""The rules of the plan once more, slowly: a second planner that shares no line with the first.

It works on the case file itself, writes months as text, asks each question of the whole case again and rounds with
fractions. It was written from the rules alone, so where the two differ one of them has misread a rule. Only the norms'
figures, which are data, come from the product.
"""

from tests.schedule.planning.oracle.plan import SlowPlan

__all__ = ["SlowPlan"]

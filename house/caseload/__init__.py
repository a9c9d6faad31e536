"""Caseloads that never were: any number of households, invented from a seed, over all policies and kinds of household.

The same seed makes the same bytes on every machine. Nobody in them exists, and it shows: the bank is called TEST, the
towns are on no map. The sizes of things (rents, toeslagen, how late a B12 comes) are those of the pilots and of 2026.
"""

from house.caseload.caseload import Caseload
from house.caseload.file import write_caseload
from house.caseload.household import Household
from house.caseload.life import Known, KnownPayee, Period

__all__ = ["Caseload", "Household", "Known", "KnownPayee", "Period", "write_caseload"]

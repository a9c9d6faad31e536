"""Bridging: what carries a household until its toeslagen come, from the gap in its plan to the day it is cleared."""

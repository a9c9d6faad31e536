"""What a check says: a line for each scene, and what to mend."""

from collections.abc import Sequence

from house.supplier_check.scene import Outcome


def line(outcome: Outcome) -> str:
    """One scene."""
    if not outcome.wrong:
        return f"  good   {outcome.scene.name}"
    return f"  WRONG  {outcome.scene.name}: {outcome.wrong}\n         {outcome.cure}"


def ending(outcomes: Sequence[Outcome], of: int) -> str:
    """How it ended; `of` is how many scenes there are."""
    good = sum(not one.wrong for one in outcomes)
    if len(outcomes) < of:
        return f"Nobody answered; {of - len(outcomes)} of {of} scenes were not played."
    slowest = max(one.slowest for one in outcomes)
    told = f"{good} of {of} scenes are good; the slowest answer took {slowest:.2f} s."
    return f"{told} This endpoint can be subscribed." if good == of else told

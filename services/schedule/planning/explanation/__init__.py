"""Every figure of a plan can explain itself: in one sentence, with its rule, its article of law and its inputs.

Made only when asked, from the plan and the norms it was made with; planning knows nothing of it. `explain` answers for
one place in the plan's document, `why` for an amount that somebody holds in their hand. The explanation of a rule
stands in the file that is named as the rule's own.
"""

from services.schedule.planning.explanation.answer import Explanation, Figure, Input, Rule, Unit
from services.schedule.planning.explanation.figures import NoSuchFigure, explain, explanations, figures, why
from services.schedule.planning.explanation.wording import Text

__all__ = [
    "Explanation",
    "Figure",
    "Input",
    "NoSuchFigure",
    "Rule",
    "Text",
    "Unit",
    "explain",
    "explanations",
    "figures",
    "why",
]

"""The articles of law behind the figures, as they are cited."""

NORM_YOUTH = "Participatiewet art. 20"
NORM_ADULT = "Participatiewet art. 21"
NORM_PENSION = "Participatiewet art. 22"
NORM_COST_SHARER = "Participatiewet art. 22a"
NORM_INSTITUTION = "Participatiewet art. 23"
HOLIDAY_ALLOWANCE = "Participatiewet art. 19"
MEANS = "Participatiewet art. 31"
GRANT = "Participatiewet art. 35"
FIRST_DAY = "Participatiewet art. 44"
PER_MONTH = "Participatiewet art. 45"
LOAN = "Participatiewet art. 48"
ADVANCE = "Participatiewet art. 52"
RELIEF = "Participatiewet art. 56a"
EXTENSION = "Participatiewet art. 57"
SET_OFF = "Participatiewet art. 60"
TOESLAG_DECISION = "Awir art. 16"
TOESLAG_PAYMENT = "Awir art. 22"
TOESLAG_ACCOUNT = "Awir art. 25"
KINDERBIJSLAG = "AKW art. 12"
RECEPTION = "Rva 2005 art. 14"

_COSTS_OF_RELIEF = frozenset({"rent", "energy", "water", "health_premium"})


def of_norm(kind: str) -> str:
    """The article that sets a kind of norm."""
    if kind.startswith("cost_sharer"):
        return NORM_COST_SHARER
    if kind.startswith(("youth", "mixed")):
        return NORM_YOUTH
    if kind.startswith("aow"):
        return NORM_PENSION
    return NORM_INSTITUTION if kind.startswith("institution") else NORM_ADULT


def of_cost(kind: str) -> tuple[str, ...]:
    """Art. 56a for the four costs it names; no article for what is paid because it was agreed."""
    return (RELIEF,) if kind in _COSTS_OF_RELIEF else ()


def of_toeslag(kind: str) -> tuple[str, ...]:
    """The articles on payment and account of toeslagen; kinderbijslag has a law of its own."""
    return (KINDERBIJSLAG,) if kind == "kinderbijslag" else (TOESLAG_PAYMENT, TOESLAG_ACCOUNT)

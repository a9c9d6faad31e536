"""On which article an instrument rests: a closed list, for a decision names one of them.

Whether a minstand is a loan or the municipality's own outlay is not settled in law (Participatiewet art. 48 and 58, or
art. 56a); the decision says which.
"""

from enum import StrEnum

from services.schedule.households.contents import Instrument


class LegalBasis(StrEnum):
    """An article of the Participatiewet.

    35: bijzondere bijstand om niet. 48: bijstand as a loan. 51: a loan for durable goods, as for furnishing a house.
    52: an advance within the time that the decision takes. 56a: outlay in the course of paying the fixed costs.
    """

    ARTICLE_35 = "article_35"
    ARTICLE_48 = "article_48"
    ARTICLE_51 = "article_51"
    ARTICLE_52 = "article_52"
    ARTICLE_56A = "article_56a"

    @property
    def article(self) -> str:
        """The article as it is cited."""
        return f"Participatiewet art. {self.removeprefix('article_')}"


CARRIES: dict[Instrument, tuple[LegalBasis, ...]] = {
    Instrument.MINSTAND: (LegalBasis.ARTICLE_56A, LegalBasis.ARTICLE_48),
    Instrument.GRANT: (LegalBasis.ARTICLE_35,),
    Instrument.LOAN: (LegalBasis.ARTICLE_48, LegalBasis.ARTICLE_51),
    Instrument.ADVANCE: (LegalBasis.ARTICLE_52,),
}
"""Which articles carry an instrument, the usual one first."""

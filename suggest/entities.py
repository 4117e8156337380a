"""The entities of an article, by rules."""

from postil.suggest.analysis import Analysis, EntityHit


class Entities:
    """Finds entities. Building one reads the tables; finding is linear in the length of the text."""

    def find(self, analysis: Analysis) -> list[EntityHit]:
        """The entities, sorted, not overlapping."""
        return []

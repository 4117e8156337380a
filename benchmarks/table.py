"""Figures beside their floors and limits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. `floor` was measured in the same run; `limit` bounds the ratio to it, or the value where there is none.

    `more` says that a higher value is the better one, and the limit the least.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    more: bool = False

    @property
    def measure(self) -> float:
        """What the limit speaks about."""
        return self.value / self.floor if self.floor else self.value

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        if self.limit is None:
            return True
        return self.measure >= self.limit if self.more else self.measure <= self.limit


def line(figure: Figure) -> str:
    """One row of the table."""
    value = f"{_short(figure.value)} {figure.unit}"
    floor = f"{_short(figure.floor)} {figure.unit}" if figure.floor else ""
    ratio = f"{figure.measure:.2f}×" if figure.floor else ""
    sign = "≥" if figure.more else "≤"
    limit = f"{sign} {_short(figure.limit)}{'×' if figure.floor else ''}" if figure.limit is not None else ""
    verdict = "" if figure.limit is None else ("ok" if figure.kept else "MISSED")
    return f"{figure.what:<52}{value:>16}{floor:>16}{ratio:>9}{limit:>10}  {verdict}".rstrip()


HEAD = f"{'':<52}{'postil':>16}{'floor':>16}{'ratio':>9}{'limit':>10}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"

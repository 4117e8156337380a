"""Figures as people say them, and as bars in the cells of a terminal."""

from collections.abc import Sequence
from datetime import date

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def duration(seconds: float) -> str:
    """`40 s`, `25 min`, `2 h 10 min`, `120 h`."""
    if seconds < 59.5:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h" if hours >= 24 or not minutes else f"{hours} h {minutes:02} min"


def day(then: date, today: date) -> str:
    """`today`, `tomorrow`, a weekday within a week, else a date; the year where it is another."""
    ahead = (then - today).days
    if ahead <= 1:
        return "tomorrow" if ahead == 1 else "today"
    if ahead < 7:
        return _DAYS[then.weekday()]
    return f"{then.day} {_MONTHS[then.month - 1]}" + (f" {then.year}" if then.year != today.year else "")


def percent(share: float | None) -> str:
    """`84 %`; "" where there is no share."""
    return "" if share is None else f"{share:.0%}".replace("%", " %")


def bar(share: float, width: int) -> str:
    """A share of 1 as a bar of `width` cells; what is not nothing shows."""
    filled = min(max(round(share * width), 1 if share > 0 else 0), width)
    return "━" * filled + "─" * (width - filled)


def columns(values: Sequence[float], height: int) -> list[str]:
    """The values as upright bars side by side, one cell wide and `height` lines high at most, from the top line down."""
    most = max(values, default=0.0)
    eighths = [max(round(value / most * height * 8), 1) if value > 0 else 0 for value in values]
    return ["".join(_EIGHTHS[min(max(one - 8 * line, 0), 8)] for one in eighths) for line in reversed(range(height))]

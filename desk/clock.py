"""How long a person has really worked: the time between actions, without the coffee."""

from collections.abc import Callable
from time import monotonic

IDLE_AFTER = 60.0


class WorkClock:
    """Counts active seconds. A gap longer than `IDLE_AFTER` counts as that long and no more."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._last = now()
        self._active = 0.0

    def touch(self) -> None:
        """The person did something."""
        now = self._now()
        self._active += min(max(now - self._last, 0.0), IDLE_AFTER)
        self._last = now

    @property
    def active(self) -> float:
        """Seconds counted since the last `take`, without taking them."""
        return self._active

    def take(self) -> float:
        """The seconds since the last time they were taken, and start from nothing."""
        self.touch()
        seconds, self._active = self._active, 0.0
        return seconds

    def give_back(self, seconds: float) -> None:
        """Seconds that could not be stored count again."""
        self._active += seconds

"""How fast requests may follow each other."""

import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock

_MINUTE = 60.0


class Stopped(Exception):
    """Waiting was broken off: no more requests are wanted."""


class Pace:
    """At most `per_minute` requests begin within any minute; none while the server asked for a pause. For many threads.

    `clock` gives seconds; `wait` lasts the given seconds and may raise Stopped.
    """

    def __init__(
        self, per_minute: int, *, clock: Callable[[], float] = time.monotonic, wait: Callable[[float], None] | None = None
    ) -> None:
        self._begun: deque[float] = deque(maxlen=max(1, per_minute))
        self._clock = clock
        self._stop = Event()
        self._wait = wait or self._doze
        self._lock = Lock()
        self._paused_until = float("-inf")

    def turn(self) -> None:
        """Wait until one more request may begin. Raises Stopped."""
        while True:
            with self._lock:
                now = self._clock()
                full = len(self._begun) == self._begun.maxlen
                free = max(self._paused_until, self._begun[0] + _MINUTE if full else now)
                if free <= now:
                    self._begun.append(now)
                    return
            self.rest(free - now)

    def pause(self, seconds: float) -> None:
        """Let no request begin for so long, in no thread."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)

    def rest(self, seconds: float) -> None:
        """Wait so long. Raises Stopped."""
        self._wait(seconds)

    def stop(self) -> None:
        """Break off whoever waits, now and later."""
        self._stop.set()

    def _doze(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped

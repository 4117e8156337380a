"""Stopping between two articles instead of in the middle of one."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TERMINATED = 128 + signal.SIGTERM


class Stop:
    """Whether the work shall end now: after Ctrl+C, SIGTERM or SIGHUP; with `watched`, when that parent process is gone; or
    when `unwanted` says so.
    """

    def __init__(self, watched: int = 0, unwanted: Callable[[], bool] | None = None) -> None:
        self.signal = 0
        self._watched = watched
        self._unwanted = unwanted

    def __bool__(self) -> bool:
        return (
            bool(self.signal)
            or bool(self._watched and os.getppid() != self._watched)
            or (self._unwanted is not None and self._unwanted())
        )

    def end(self) -> None:
        """End as the signal wants it: KeyboardInterrupt after Ctrl+C, exit code 143 after SIGTERM, else nothing."""
        if self.signal == signal.SIGINT:
            raise KeyboardInterrupt
        if self.signal:
            raise SystemExit(_TERMINATED)

    def _caught(self, number: int, frame: FrameType | None) -> None:
        if self.signal:  # asked twice: at once
            raise KeyboardInterrupt
        self.signal = number


@contextmanager
def stopping(watched: int = 0, unwanted: Callable[[], bool] | None = None) -> Iterator[Stop]:
    """Signals that would end the process only ask it to stop; a second one ends it at once.

    Those that it was told to ignore (`nohup postil suggest`) it goes on ignoring.
    """
    stop = Stop(watched, unwanted)
    if threading.current_thread() is not threading.main_thread():  # only there can Python take signals
        yield stop
        return
    minded = [number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop._caught) for number in minded}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""A program behind a pseudo-terminal: when it paints what, how many bytes a key costs, how much memory it takes."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

# What pyte would print instead of obeying: private modes with $, >, = or <, and strings for the terminal itself.
_UNKNOWN = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*(?:\$p|u)"
    rb"|\x1b[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;]*:[0-9;:]*m"
)
_OTHERS = ("TMUX", "STY", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES")
Lines = list[str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that arrived, and when (seconds since the program was started)."""

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """What a key cost: bytes to the terminal, seconds until the last of them, and how many rows changed their characters."""

    size: int
    seconds: float
    rows: int


class Terminal:
    """A program running on a terminal of its own; a context manager that ends it."""

    def __init__(
        self, command: Sequence[str], *, columns: int = 120, rows: int = 40, env: dict[str, str] | None = None
    ) -> None:
        self._columns, self._rows = columns, rows
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        main, sub = pty.openpty()
        fcntl.ioctl(sub, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {
            k: v for k, v in os.environ.items() if k not in ("TMUX", "STY", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES")
        }
        self.start = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=sub, stdout=sub, stderr=sub, env=environment | {"TERM": "xterm-256color"},
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(sub)
        self._handle = main

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._handle)

    @property
    def lines(self) -> Lines:
        """What the screen shows now."""
        return list(self._screen.display)

    def collect(self, quiet: float, longest: float = 60.0) -> list[Chunk]:
        """All that arrives until nothing has for `quiet` seconds."""
        chunks: list[Chunk] = []
        end = time.perf_counter() + longest
        while time.perf_counter() < end:
            ready, _, _ = select.select([self._handle], [], [], quiet)
            if not ready:
                break
            try:
                data = os.read(self._handle, 1 << 20)
            except OSError:
                break
            chunks.append(Chunk(time.perf_counter() - self.start, data))
        return chunks

    def show(self, chunks: Sequence[Chunk]) -> None:
        """Draw what arrived."""
        for chunk in chunks:
            self._stream.feed(_UNKNOWN.sub(b"", chunk.data))

    def when(self, conditions: Sequence[Callable[[Lines], bool]], *, quiet: float = 1.0, longest: float = 60.0) -> list[float]:
        """Seconds since the start at which each condition first held. Raises TimeoutError with the last screen."""
        found: list[float | None] = [None] * len(conditions)
        end = time.perf_counter() + longest
        while None in found:
            for chunk in self.collect(quiet, end - time.perf_counter()):
                self.show([chunk])
                lines = self.lines
                for index, condition in enumerate(conditions):
                    if found[index] is None and condition(lines):
                        found[index] = chunk.at
            if None in found and (time.perf_counter() > end or self.process.poll() is not None):
                raise TimeoutError("It never showed what was waited for:\n" + "\n".join(line.rstrip() for line in self.lines))
        return [at for at in found if at is not None]

    def key(self, data: bytes, *, quiet: float = 0.12) -> Cost:
        """Press a key and wait until the screen is at rest."""
        before = self.lines
        pressed = time.perf_counter() - self.start
        os.write(self._handle, data)
        chunks = self.collect(quiet, 5.0)
        self.show(chunks)
        rows = sum(old != new for old, new in zip(before, self.lines, strict=True))
        last = chunks[-1].at - pressed if chunks else 0.0
        return Cost(sum(len(chunk.data) for chunk in chunks), last, rows)

    def memory(self) -> float:
        """Resident memory of the program itself, without its children, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0

"""postil on a real terminal: a pty, what was written to it, and the picture that it makes."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pyte


class Terminal:
    """`postil annotate` on a pty of 120×40 with 256 colours; use it as a context."""

    def __init__(self, folder: Path, *, annotator: str = "alice", columns: int = 120, rows: int = 40) -> None:
        self.main, sub = pty.openpty()
        fcntl.ioctl(sub, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        kept = ("COLORTERM", "NO_COLOR", "FORCE_COLOR", "TMUX", "STY")
        environment = {k: v for k, v in os.environ.items() if k not in kept} | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
        command = [sys.executable, "-m", "postil.cli", "-C", str(folder), "annotate", "--as", annotator]
        self.process = subprocess.Popen(
            command, stdin=sub, stdout=sub, stderr=sub, env=environment, start_new_session=True, close_fds=True
        )
        os.close(sub)
        self.written = b""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._open = True

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.close()
        self.process.wait(10)

    def close(self) -> None:
        """The terminal goes away."""
        if self._open:
            self._open = False
            os.close(self.main)

    def read(self, patience: float) -> bytes:
        """What is written until nothing was for `patience` seconds."""
        out = b""
        while select.select([self.main], [], [], patience)[0]:
            try:
                data = os.read(self.main, 1 << 16)
            except OSError:
                break
            if not data:
                break
            out += data
        self.written += out
        self._stream.feed(out)
        return out

    def until(self, holds: Callable[[], object], *, seconds: float = 20.0) -> None:
        """Read until it holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "\n".join(self.screen.display)
            self.read(0.05)

    def shows(self, words: str) -> bool:
        """Whether the picture holds the words."""
        return any(words in line for line in self.screen.display)

    def press(self, keys: str) -> bytes:
        """Press keys; what the screen wrote for them."""
        os.write(self.main, keys.encode())
        return self.read(0.35)

    def ended(self, seconds: float = 10.0) -> int:
        """The exit code, once the process is over."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end
            if self._open:
                self.read(0.05)
            else:
                time.sleep(0.05)
        if self._open:
            self.read(0.05)
        return self.process.returncode

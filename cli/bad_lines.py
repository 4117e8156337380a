"""The lines that an import passed over, kept in a file beside the one that they came from."""

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from postil.cli import messages

if TYPE_CHECKING:
    from postil.corpus import BadLine

_SHOWN = 10


class BadLines:
    """Takes bad lines as they come; call `close` at the end, then `report`."""

    def __init__(self) -> None:
        self.count = 0
        self.shown: list[BadLine] = []
        self.files: dict[str, Path] = {}
        self._open: dict[str, BinaryIO] = {}

    def __call__(self, line: "BadLine") -> None:
        self.count += 1
        if len(self.shown) < _SHOWN:
            self.shown.append(line)
        if line.raw:
            self._file(line.file).write(line.raw if line.raw.endswith(b"\n") else line.raw + b"\n")

    def close(self) -> None:
        """Close the files."""
        for file in self._open.values():
            file.close()

    def report(self) -> None:
        """Say what was passed over and where it is now."""
        if not self.count:
            return
        messages.warn(f"{messages.counted(self.count, 'line')} passed over:")
        for line in self.shown:
            messages.say(f"  {line}")
        if self.count > len(self.shown):
            messages.say(f"  and {self.count - len(self.shown):,} more")
        for path in self.files.values():
            messages.say(f"  kept in {path}")

    def _file(self, name: str) -> BinaryIO:
        if name not in self._open:
            source = Path(name)
            tries = (source.with_name(f"{source.stem}.bad{n or ''}{source.suffix}") for n in range(1000))
            path = next(path for path in tries if not path.exists())
            self._open[name] = path.open("xb")
            self.files[name] = path
        return self._open[name]

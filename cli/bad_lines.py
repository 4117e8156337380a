"""The lines that an import passed over, kept in a file beside the one that they came from."""

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from postil.cli import messages

if TYPE_CHECKING:
    from postil.corpus import BadLine

_SHOWN = 10


class BadLines:
    """Takes bad lines as they come; call `report` at the end. Without `keep` they are only counted and shown."""

    def __init__(self, *, keep: bool = True) -> None:
        self.keep = keep
        self.count = 0
        self.shown: list[BadLine] = []
        self.files: dict[str, Path] = {}

    def __call__(self, line: "BadLine") -> None:
        self.count += 1
        if len(self.shown) < _SHOWN:
            self.shown.append(line)
        if line.raw and self.keep:
            with self._file(line.file).open("ab") as file:  # not kept open: as many files may have bad lines as there are
                file.write(line.raw if line.raw.endswith(b"\n") else line.raw + b"\n")

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

    def _file(self, name: str) -> Path:
        if name not in self.files:
            source = Path(name)
            tries = (source.with_name(f"{source.stem}.bad{n or ''}{source.suffix}") for n in count())
            path = next(path for path in tries if not path.exists())
            path.touch(exist_ok=False)
            self.files[name] = path
        return self.files[name]

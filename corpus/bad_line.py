"""What could not be read, and where it stands."""

from dataclasses import dataclass

from postil.schema.errors import PostilError
from postil.schema.safe import safe


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot become an article.

    `line` counts from 1, and is 0 when the file as a whole is meant. `byte` is where the fault begins, counted from 0 at
    the start of the file. `raw` is the line as it stands in the file, its newline included (of a line beyond the limit
    only the part that was read; of a file that is no corpus file, nothing).
    """

    file: str
    line: int
    byte: int
    reason: str
    raw: bytes = b""
    hint: str = ""

    def __str__(self) -> str:
        if not self.line:
            return f"{safe(self.file)}: {self.reason}"
        return f"{safe(self.file)}, line {self.line}, byte {self.byte}: {self.reason}"

    def error(self) -> PostilError:
        """The same as an error to raise."""
        return PostilError(str(self), hint=self.hint)

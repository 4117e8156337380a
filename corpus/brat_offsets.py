"""From offsets in a brat file to offsets in the article.

brat counts the file's text as it stands there: CR LF are two characters, and so is a byte order mark one. Programs that
write brat's format count otherwise at times; which way it is, is told by the texts that stand beside the offsets.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from postil.corpus.brat_lines import TextBound

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Ruler:
    """`counted`: the text in which offsets count; `lead`: how many characters of it come before the article; `cuts`: the
    places in it of those that the article does not have.
    """

    counted: str
    lead: int = 0
    cuts: Sequence[int] = ()

    def place(self, offset: int) -> int:
        """The offset in the article."""
        return max(offset - self.lead - bisect_left(self.cuts, offset), 0)

    def fault(self, line: TextBound) -> str:
        """Why the line's offsets cannot be right, "" if they can."""
        size = len(self.counted)
        for start, end in line.fragments:
            if end < start:
                return f"{start}–{end} ends before it begins"
            if end > size:
                return f"{start}–{end} is outside the text ({size} code points)"
        parts = [self.counted[start:end] for start, end in line.fragments]
        if line.text is None or not line.text.strip() or _alike(line.text, parts):
            return ""
        found = " ".join(parts)
        return f"it says {ascii(line.text)[:60]}, but the text there is {ascii(found)[:60]}"


def article_text(raw: str) -> str:
    """The article in the text of a file: without a byte order mark, and CR LF as LF."""
    return raw.removeprefix(_MARK).replace("\r\n", "\n")


def ruler(raw: str, lines: Sequence[TextBound]) -> Ruler:
    """The ruler by which most of the lines are right; brat's own where nothing tells."""
    if not (raw.startswith(_MARK) or "\r\n" in raw):
        return Ruler(raw)
    best: tuple[int, Ruler] | None = None
    for found in _rulers(raw):
        faults = sum(bool(found.fault(line)) for line in lines)
        if best is None or faults < best[0]:
            best = faults, found
        if not faults:
            break
    assert best is not None
    return best[1]


def _rulers(raw: str) -> Iterator[Ruler]:
    for lead in (1, 0) if raw.startswith(_MARK) else (0,):
        text = raw if lead else raw.removeprefix(_MARK)
        cuts = [at for at, char in enumerate(text) if char == "\r" and text.startswith("\n", at + 1)]
        yield Ruler(text, lead, cuts)
        if cuts:
            yield Ruler(text.replace("\r\n", "\n"), lead)


def _alike(said: str, parts: Sequence[str]) -> bool:
    """Whether they differ at most in white space; what follows the text on its line is anybody's."""
    if said == " ".join(parts):
        return True
    wanted = "".join("".join(parts).split())
    words = said.split()
    size = 0
    for number, word in enumerate(words, 1):
        size += len(word)
        if size >= len(wanted):
            return "".join(words[:number]) == wanted
    return not wanted and not words

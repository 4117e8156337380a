"""Whether two frames say the same of a role, or have the same attribute."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from postil.agreement.matching import Agree
from postil.schema.annotation import Annotation, Filler, Mark, Verdict
from postil.schema.scheme import Attribute

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Known:
    """The marks of one article by all ids under which a role can name them: a suggestion by its own and its answer's."""

    marks: Mapping[str, Mark] = field(default_factory=dict)

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> "Known":
        """Where somebody answered a suggestion, the answer stands for it, unless it is a rejection."""
        said: dict[str, Mark] = {}
        answered: dict[str, Mark] = {}
        for mark in marks:
            said[mark.id] = mark
            if isinstance(mark, Annotation) and mark.origin is not None:
                answered[mark.origin.id] = mark.origin if mark.verdict is Verdict.REJECTED else mark
        return cls(said | answered)

    def fillers(self, mark: Mark, role: str) -> list[Mark | str]:
        """What fills the role: marks, or free text; a name that leads nowhere is left out."""
        return [one for filler in mark.roles.get(role, ()) if (one := self._one(filler))]

    def _one(self, filler: Filler) -> Mark | str | None:
        return filler.text or self.marks.get(filler.annotation or filler.suggestion)


def same_role(role: str, gold: Known, found: Known) -> Agree:
    """Whether a filler of the one is a filler of the other, or neither has any.

    Fillers are the same where their ranges overlap; where they have the same words, whatever case and accents; and where
    both have one label and the words of the one begin or end those of the other ("Brell" and "Tomas Brell").
    """

    def agree(one: Mark, other: Mark) -> bool:
        wanted, given = gold.fillers(one, role), found.fillers(other, role)
        return (not wanted and not given) or any(_same(a, b) for a in wanted for b in given)

    return agree


def same_attribute(attribute: Attribute) -> Agree:
    """Whether both have the same value; the first value holds where none is set."""
    unset = attribute.values[0] if attribute.values else ""

    def agree(one: Mark, other: Mark) -> bool:
        return one.attributes.get(attribute.name, unset) == other.attributes.get(attribute.name, unset)

    return agree


def _same(one: Mark | str, other: Mark | str) -> bool:
    words, others = _words(one), _words(other)
    if words == others:
        return bool(words)
    if isinstance(one, str) or isinstance(other, str):
        return False
    if one.start is not None and other.start is not None and one.start < (other.end or 0) and other.start < (one.end or 0):
        return True
    short, long = sorted((words, others), key=len)
    return one.label == other.label and bool(short) and short in (long[: len(short)], long[-len(short) :])


def _words(filler: Mark | str) -> list[str]:
    text = filler if isinstance(filler, str) else filler.text
    return _WORD.findall("".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c)))

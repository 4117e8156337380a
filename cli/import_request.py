"""What `postil import` is asked for: formats, what annotations come in as, whose they are, how labels are mapped."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from postil.cli.import_labels import maps_of
from postil.cli.opening import LONGEST_NAME, annotator
from postil.schema.errors import PostilError
from postil.schema.record import Record


class As(StrEnum):
    """What annotations in files come in as. FOUND: as what they are in files of annotation tools; those in plain JSON Lines
    and tables are metadata.
    """

    FOUND = ""
    ANNOTATIONS = "annotations"
    SUGGESTIONS = "suggestions"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Request:
    """`by` names those whom a file does not name, `renamed` others; `maps` as in `corpus.matching`, of which `asked` are
    from the command line.
    """

    format: str = ""
    encoding: str = ""
    kind: As = As.FOUND
    by: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    maps: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[str, ...] = ()

    def source(self, record: Record) -> str:
        """Who suggests what comes in as suggestions."""
        return f"import:{self.by or record.format or 'file'}"

    def names(self, met: Collection[str]) -> Mapping[str, str]:
        """The names of annotators as they shall be, by those in the files, of whom these were `met`."""
        from postil.corpus import NOBODY

        return {NOBODY: self.by or annotator(""), **self.renamed} if NOBODY in met else self.renamed


def requested(
    form: str, encoding: str, kind: str, names: Sequence[str], maps: Sequence[str], known: Mapping[str, str]
) -> Request:
    """What a command line says, with the mapping in postil.yaml below its own. Raises PostilError."""
    if kind not in [k.value for k in As]:
        raise PostilError(
            f"--as {kind}: annotations come in as annotations, suggestions or none.",
            hint=f"To say who made them: --by {kind}" if kind.isidentifier() else "",
        )
    by, renamed = "", {}
    for entry in names:
        theirs, equals, name = entry.rpartition("=")
        checked = _name(name)
        if equals:
            renamed[theirs.strip()] = checked
        else:
            by = checked
    asked = maps_of(maps)
    return Request(form, encoding, As(kind), by, renamed, {**known, **asked}, tuple(asked))


def _name(name: str) -> str:
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise PostilError(f"--by {name!r} names nobody.", hint="--by alice, or --by THEIRS=alice to rename somebody.")
    return annotator(name)

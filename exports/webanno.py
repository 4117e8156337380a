"""WebAnno TSV 3.3, as INCEpTION reads and writes it: a folder with a file for each article and annotator."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from postil.exports.fillers import Fillers
from postil.exports.positive import Version, versions
from postil.exports.shared_losses import CHOICES, FILLERS, REJECTED, count_shared
from postil.exports.tokens import document
from postil.exports.webanno_columns import Links, columns
from postil.exports.webanno_grid import Grid, Row
from postil.exports.writer import Job
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.file_name import file_name, fits
from postil.schema.loss import Effect, Limit, Part
from postil.schema.record import Record
from postil.schema.safe import safe
from postil.schema.utf16 import Units
from postil.schema.webanno_text import escaped_text

CHOICE_FILLERS = Limit("roles filled by labels of whole articles", Effect.LOST, Part.ROLES)
LONG_IDS = Limit("articles whose id is too long for the name of a folder: under another", Effect.ASIDE, Part.ID)
_HELD = frozenset((Part.ANNOTATOR, Part.ROLES, Part.ATTRIBUTES, Part.RANK, Part.TARGET))
_FORMAT = "#FORMAT=WebAnno TSV 3.3\n"


class WebannoWriter:
    """`annotation/<article>/<annotator>.tsv`, as in a project that INCEpTION exports; with splits, in a folder for each.

    Each layer of spans or frames is a span layer "webanno.custom.<layer>": the label is its feature `value`, an attribute a
    feature, a role a link feature to any annotation; where free text fills a role, that is a feature of its own. Offsets are
    UTF-16 units. Spans that begin or end within a token are on rows for pieces of it, so that none is off the token grid.
    """

    def __init__(self, job: Job) -> None:
        self._job = job

    def add(self, record: Record, split: str) -> None:
        losses, article = self._job.count.losses, record.article
        found = versions(record)
        placed = [replace(v, annotations=tuple(a for a in v.annotations if a.start is not None)) for v in found]
        count_shared(losses, record, placed, _HELD)
        for version, written in zip(found, placed, strict=True):
            losses.marks(REJECTED, article, version.rejected)
            losses.marks(CHOICES, article, [a for a in version.annotations if a.start is None])
            try:
                data = self._file(written, self._links(version)).encode()
            except UnicodeEncodeError as error:
                raise PostilError(f"The article {safe(article.id)!r} cannot be written as UTF-8: {error}.") from error
            self._job.stage.write(self._name(article, version.annotator, split), data)
            self._job.count.article(written.annotations, split)

    def close(self) -> None:
        """Nothing comes last."""

    def _name(self, article: Article, annotator: str, split: str) -> str:
        if not fits(article.id):
            self._job.count.losses.article(LONG_IDS, article)
        folder = f"{split}/annotation" if split else "annotation"
        return f"{folder}/{_short(article.id)}/{_short(annotator) if annotator else '_'}.tsv"

    def _links(self, version: Version) -> Links:
        """What fills the roles, as far as it is an annotation with a place in the text."""
        losses, article = self._job.count.losses, version.article
        fillers = Fillers(version.annotations)
        found: dict[str, dict[str, list[str]]] = {}
        for annotation in version.annotations:
            if not annotation.roles or annotation.start is None:
                continue
            filled = fillers.filled(annotation)
            if fillers.missing(annotation):
                losses.marks(FILLERS, article, [annotation])
            if any("id" in filler and filler["start"] is None for all_ in filled.values() for filler in all_):
                losses.marks(CHOICE_FILLERS, article, [annotation])
            placed = {role: [str(f["id"]) for f in all_ if f.get("start") is not None] for role, all_ in filled.items()}
            found[annotation.id] = {role: ids for role, ids in placed.items() if ids}
        return found

    def _file(self, version: Version, links: Links) -> str:
        scheme, text = self._job.scheme, version.article.text
        layers = columns(scheme, version.annotations)
        grid = Grid(document(version.article, scheme.language, sentences=True), version.annotations)
        numbers = grid.numbers({key for roles in links.values() for ids in roles.values() for key in ids})
        units = Units(text)
        out = [_FORMAT, *(layer.header for layer in layers), "\n"]
        for sentence in grid.sentences:
            out.append("\n")
            lines = text[sentence.start : sentence.end].split("\n")
            out += [f"#Text={escaped_text(line)}\n" for line in lines]
            for row in sentence.rows:
                cells = [cell for layer in layers for cell in layer.cells(row, numbers, links, grid.first)]
                out.append(_row(row, text, units, cells))
        return "".join(out)


def _row(row: Row, text: str, units: Units, cells: Sequence[str]) -> str:
    surface = text[row.start : row.end]
    if any(char in surface for char in "\t\n\r"):
        surface = escaped_text(surface)
    return "\t".join((row.id, f"{units.unit(row.start)}-{units.unit(row.end)}", surface, *cells, "\n"))


def _short(name: str) -> str:
    """The name as that of a file, or of a folder; one that is too long for that by its hash."""
    return file_name(name) if fits(name) else "long-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]

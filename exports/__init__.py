"""Annotated articles to dataset files. One writer per format."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from postil.exports.aside import aside
from postil.exports.loss import Loss
from postil.exports.writer import Writer
from postil.schema.errors import PostilError
from postil.schema.record import Record
from postil.schema.scheme import Scheme

__all__ = ["FORMATS", "Format", "Loss", "Written", "losses", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its title, what it cannot hold in plain words ("" for nothing), and the suffix of its files."""

    title: str
    cannot: str
    suffix: str


FORMATS: Mapping[str, Format] = {
    "postil": Format("postil JSONL, the lossless one", "", ".jsonl"),
    "spacy": Format(
        "spaCy DocBin, to train with",
        "undecided suggestions, notes, where annotations came from, spans off the token grid",
        ".spacy",
    ),
    "conll": Format(
        "CoNLL-2003, one token a line",
        "anything but flat spans of the first spans layer: no nesting, frames, choices, ids or offsets",
        ".conll",
    ),
    "csv": Format(
        "A table, one annotation a row",
        "the articles' texts and metadata, articles without annotations, undecided suggestions",
        ".csv",
    ),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the files, how many articles (a version for each annotator counts as one where the format
    holds one annotator's view at a time), how often each (layer, label), and what could not be held."""

    paths: tuple[Path, ...]
    articles: int
    labels: Mapping[tuple[str, str], int]
    losses: tuple[Loss, ...] = ()


def losses(
    format: str,  # noqa: A002  the word that users type: --format
    records: Iterable[Record],
    scheme: Scheme,
) -> list[Loss]:
    """What `write` would not be able to put into a file of this format, counted. Raises PostilError for an unknown format."""
    writer = _writer(format, scheme)
    if not FORMATS[format].cannot:
        return []
    for record in records:
        writer.add(record)
    return writer.count.losses.result()


def write(
    format: str,  # noqa: A002  the word that users type: --format
    out: Path,
    records: Iterable[Record],
    scheme: Scheme,
    *,
    tick: Callable[[int], None] | None = None,
) -> Written:
    """Writes the records to `out` (which gets the format's suffix if it has none) and says what is there.

    The file is written aside and renamed at the end: whatever happens on the way, an interrupt included, `out` is as it
    was before or whole. One record is in memory at a time, except for spaCy, whose DocBin is put together in memory.
    `tick` is called after each record with the number of records so far. Raises PostilError for an unknown format and
    when the file cannot be written.
    """
    writer = _writer(format, scheme)
    path = out if out.suffix else out.with_name(out.name + FORMATS[format].suffix)
    with aside(path) as stream:
        stream.write(writer.head())
        for number, record in enumerate(records, 1):
            stream.write(writer.add(record))
            if tick:
                tick(number)
        stream.write(writer.tail())
    return Written((path,), writer.count.articles, dict(writer.count.labels), tuple(writer.count.losses.result()))


def _writer(name: str, scheme: Scheme) -> Writer:
    """The writer; each is imported only when it is wanted, since spaCy takes seconds."""
    if name == "postil":
        from postil.exports.postil_jsonl import PostilWriter

        return PostilWriter()
    if name == "spacy":
        from postil.exports.spacy_docbin import SpacyWriter

        return SpacyWriter(scheme)
    if name == "conll":
        from postil.exports.conll import ConllWriter

        return ConllWriter(scheme)
    if name == "csv":
        from postil.exports.table import TableWriter

        return TableWriter()
    raise PostilError(f"There is no format {name!r}.", hint=f"There are: {', '.join(FORMATS)}.")

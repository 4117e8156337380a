"""Annotated articles to datasets. One writer per format."""

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from postil.exports.formats import FORMATS, Format, Shape, of_suffix
from postil.exports.manifest import MANIFEST, manifest
from postil.exports.positive import without_rejected
from postil.exports.shared_losses import EVERYTHING, MISALIGNED, count_shared
from postil.exports.stage import Stage, staged
from postil.exports.writer import Count, Facts, Job, Misaligned, Options, Writer
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.loss import Loss, Losses
from postil.schema.record import Record
from postil.schema.scheme import Scheme

__all__ = [
    "FORMATS",
    "MISALIGNED",
    "Dataset",
    "Facts",
    "Format",
    "Misaligned",
    "Options",
    "Written",
    "export",
    "of_suffix",
    "place",
    "write",
]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the files, how many articles, how many documents (one for each annotator of an article, where the
    format holds one annotator's view at a time), how often each (layer, label); documents and labels also by split; and
    what could not be held.
    """

    paths: tuple[Path, ...]
    articles: int
    documents: int
    labels: Mapping[tuple[str, str], int]
    losses: tuple[Loss, ...] = ()
    split_articles: Mapping[str, int] = field(default_factory=dict)
    split_labels: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)


class Dataset:
    """A dataset that is made, and not yet in its place."""

    def __init__(self, stage: Stage, count: Count, articles: int) -> None:
        self._stage, self._count, self._articles = stage, count, articles

    @property
    def losses(self) -> list[Loss]:
        """What the format could not hold, or not as it was."""
        return self._count.losses.result()

    @property
    def lossy(self) -> bool:
        """Whether labelled data is lost or changed in it."""
        return self._count.losses.lossy

    @property
    def labels(self) -> Mapping[tuple[str, str], int]:
        """How often each (layer, label) is in it."""
        return self._count.all_labels

    @property
    def whole(self) -> dict[str, int]:
        """How many annotations of each layer are in it just as they were."""
        counts: Counter[str] = Counter()
        for (layer, _), number in self.labels.items():
            counts[layer] += number
        counts.subtract(self._count.losses.altered)
        return {layer: max(number, 0) for layer, number in counts.items()}

    def keep(self) -> Written:
        """Put it in its place. Raises OSError."""
        count = self._count
        paths = self._stage.keep()
        documents = sum(count.articles.values())
        return Written(
            paths, self._articles, documents, count.all_labels, tuple(self.losses), dict(count.articles), dict(count.labels)
        )


def place(format: str, out: Path, *, split: bool) -> Path:  # noqa: A002  the word that users type: --format
    """Where a dataset of this format goes: `out`, with the format's suffix where it is a file and has none.

    Raises PostilError for an unknown format, and where `out` has no name.
    """
    form = FORMATS.get(format)
    if form is None:
        raise PostilError(f"There is no format {format!r}.", hint=f"There are: {', '.join(FORMATS)}.")
    if not out.name or out.name == "..":
        raise PostilError(f"{str(out)!r} is no name of a dataset.", hint="Give a name, such as exports/dataset.")
    plain = form.shape is Shape.FOLDER or split or out.suffix
    return out if plain else out.with_name(out.name + form.suffix)


@contextmanager
def export(
    format: str,  # noqa: A002  the word that users type: --format
    out: Path,
    records: Iterable[Record],
    scheme: Scheme,
    *,
    options: Options | None = None,
    splits: Mapping[str, str] | None = None,
    parts: tuple[str, ...] = (),
    facts: Mapping[str, Json] | None = None,
    dry: bool = False,
    losses: Losses | None = None,
    tick: Callable[[int], None] | None = None,
) -> Iterator[Dataset]:
    """A dataset of the records, made aside; `Dataset.keep` puts it in its place, and without that nothing is left of it.

    `out` is a file (it gets the format's suffix if it has none), or a folder for formats that are one and where there are
    `splits`: article id -> name of its split, of which `parts` are all; articles that are in none are left out. `facts`
    stand in a folder's manifest. One record is in memory at a time, and where a format has to be put together in memory,
    `options.shard` documents. `dry` writes nothing and only counts. `tick` is called after each record with the number of
    records so far.

    Raises PostilError for an unknown format, and when the files cannot be written.
    """
    path = place(format, out, split=splits is not None)
    form = FORMATS[format]
    folder = form.shape is Shape.FOLDER or splits is not None
    count = Count(losses or Losses())
    with staged(path, folder=folder, dry=dry) as stage:
        job = Job(scheme, stage, count, options or Options(), parts)
        writer = _writer(form)(job)
        articles = documents = 0
        for number, each in enumerate(records, 1):
            record = each if job.options.negatives else without_rejected(each)
            if splits is None:
                writer.add(record, "")
            elif record.article.id in splits:
                writer.add(record, splits[record.article.id])
            else:
                count_shared(count.losses, record, (), EVERYTHING)
            now = count.articles.total()
            articles, documents = articles + (now > documents), now
            if tick:
                tick(number)
        writer.close()
        if not dry:
            _describe(stage, format, count, facts or {})
        yield Dataset(stage, count, articles)


def write(
    format: str,  # noqa: A002  the word that users type: --format
    out: Path,
    records: Iterable[Record],
    scheme: Scheme,
    *,
    options: Options | None = None,
    losses: Losses | None = None,
    tick: Callable[[int], None] | None = None,
) -> Written:
    """Writes the records to `out`, whatever is lost on the way, and says what is there. As for `export`."""
    with export(format, out, records, scheme, options=options, losses=losses, tick=tick) as dataset:
        return dataset.keep()


def _writer(form: Format) -> Callable[[Job], Writer]:
    """The writer; each is imported only when it is wanted, since spaCy takes seconds."""
    found: Callable[[Job], Writer] = getattr(importlib.import_module(f"postil.exports.{form.module}"), form.writer)
    return found


def _describe(stage: Stage, name: str, count: Count, facts: Mapping[str, Json]) -> None:
    """The manifest of a folder, which also tells postil that it may write there again."""
    within = "" if stage.folder else f"{stage.name}/"
    files = [file.removeprefix(within) for file in stage.names() if file.startswith(within)]
    if not (stage.folder or files):
        return
    known: dict[str, Json] = {"format": name, "articles": dict(count.articles)}
    known["labels"] = {
        split: {f"{layer}.{label}": n for (layer, label), n in sorted(labels.items())} for split, labels in count.labels.items()
    }
    stage.write(f"{within}{MANIFEST}", manifest({**known, **facts}, files))

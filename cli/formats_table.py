"""The formats that are read and written, in one table: for the terminal, and for the documentation."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A format: what is read and what is written of it, in plain words ("" for nothing), what offsets count in, what it
    cannot hold, and the suffix of its files.
    """

    name: str
    reads: str
    writes: str
    counts: str
    cannot: str
    suffix: str


def rows() -> Iterator[Row]:
    """Every format, those that are written first."""
    from postil.corpus import FORMATS as READ
    from postil.exports import FORMATS as WRITTEN

    for name, form in WRITTEN.items():
        known = READ.get(name)
        reads = known.title if known else ""
        yield Row(name, reads, form.title, form.counts, form.cannot or "nothing: it holds everything", form.suffix)
    for name, other in READ.items():
        if name not in WRITTEN:
            yield Row(name, other.title, "", "", "", "")

"""The tables: tab-separated lines under data/, with "#" for comments and "|" between names."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a table, split at tabs; comments and blank lines left out."""
    for line in files("postil.suggest").joinpath("data", name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("# "):
            yield line.split("\t")


@cache
def named(name: str, language: str) -> tuple[tuple[str, str], ...]:
    """The (code, name) pairs of a table of names: a code, French names, English names (the same when left out)."""
    out: list[tuple[str, str]] = []
    for row in rows(name):
        names = row[2] if language == "en" and len(row) > 2 else row[1]
        out.extend((row[0].strip(), item.strip()) for item in names.split("|") if item.strip())
    return tuple(out)


@cache
def words(name: str, section: str) -> frozenset[str]:
    """The words of one section of a word list: lines "section<TAB>word word word"; "_" stands for a space in a word."""
    return frozenset(w.replace("_", " ") for row in rows(name) if row[0] == section for w in row[1].split())

"""docs/formats.md, written from the tables of formats: `python -m postil.cli.formats_doc > docs/formats.md`."""

import sys
from collections.abc import Iterator

from postil.cli.formats_table import rows

_HEAD = """\
# Formats

<!-- Written by `make docs` from corpus/formats.py and exports/formats.py. Do not edit by hand: a test compares them. -->

What `postil import` reads and `postil export` writes; `postil formats` prints the same. How to use them is told in
[Import and export](import-export.md), how much of five annotated articles each kept in [a table of its own](formats-kept.md).

"""
_PAGES = {"tsv": "csv", "annotations": "csv", "jsoncas": "xmi", "spacy-json": "spacy", "text": "text", "jsonl": "text"}


def formats_markdown() -> str:
    """The whole page."""
    return "".join(_page())


def page_of(name: str) -> str:
    """The page in docs/formats/ that tells more of a format."""
    return f"{_PAGES.get(name, name)}.md"


def _page() -> Iterator[str]:
    yield _HEAD
    found = list(rows())
    yield "## Written\n\n| `--format` | what | read back | offsets count | cannot hold |\n|---|---|---|---|---|\n"
    for row in found:
        if row.writes:
            back = "yes" if row.reads else "no"
            yield f"| [`{row.name}`](formats/{page_of(row.name)}) | {row.writes} | {back} | {row.counts} | {row.cannot} |\n"
    yield "\n## Read\n\n| `--format` | what |\n|---|---|\n"
    for row in found:
        if row.reads:
            yield f"| [`{row.name}`](formats/{page_of(row.name)}) | {row.reads} |\n"


if __name__ == "__main__":
    sys.stdout.write(formats_markdown())

"""Five real articles, annotated, through every format and back: docs/formats-kept.md says what each format kept.

The articles are no part of postil; where they are not there, this is skipped.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from postil import corpus, exports
from postil.cli.formats_doc import page_of
from postil.corpus.matching import Matcher
from postil.corpus.naming import named
from postil.exports.positive import positive
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.loss import Losses
from postil.schema.record import Record, Status, Work
from postil.schema.references import inward
from postil.schema.scheme import Kind, Scheme
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
PAGE = ROOT / "docs" / "formats-kept.md"
TARGETS = "targets: []\n"
COLUMNS = ("texts", "spans", "frames", "roles", "attributes", "choices", "ranks", "rejections", "origins", "notes")
HEAD = """\
# What each format keeps

<!-- Written by tests/exports/test_seeds.py when POSTIL_WRITE is set. Do not edit by hand: the test compares. -->

Five French news stories of {letters:,} characters were annotated with the scheme `diplomacy`, every suggestion accepted,
some corrected, some rejected, some with a note, and were written in each format, with `--lossy`, and read back. The table
says how much of what had been written came back just as it was. What did not, the report of losses had named.

"""

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five articles are not here")


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    source = builtin("diplomacy")
    assert TARGETS in source
    with_targets = source.replace(
        TARGETS, "targets:\n  - l'offensive russe en Ukraine\n  - les sanctions contre la Corée du Nord\n"
    )
    return parse_project(with_targets).scheme


@pytest.fixture(scope="module")
def annotated(scheme: Scheme) -> list[Record]:
    suggester = Suggester(scheme)
    out = []
    for record in corpus.read([SEEDS]):
        article = corpus.prepare(record.article)
        marks = tuple(_answers(suggester.suggest(article)))
        out.append(Record(article, marks, work={"alice": Work(Status.DONE, 61.5, note="relu")}))
    return out


def _answers(suggestions: tuple[Suggestion, ...]) -> Iterator[Annotation]:
    """Every answer in turn, and a label of the article's that nobody suggested."""
    for number, made in enumerate(suggestions):
        fields = {name: getattr(made, name) for name in ("id", "layer", "label", "start", "end", "text", "rank", "target")}
        found = Annotation(
            **{**fields, "id": f"a{number}"},
            roles=made.roles,
            attributes=made.attributes,
            verdict=Verdict.REJECTED if number % 11 == 5 else Verdict.ACCEPTED,
            by="alice",
            at="2026-11-22T14:02:11.000Z",
            origin=made,
            note="à revoir" if number % 13 == 7 else "",
        )
        if number % 17 == 3 and made.layer == "entity":
            found = replace(found, label="MISC", verdict=Verdict.CORRECTED)
        yield found


@pytest.fixture(scope="module")
def kept(annotated: list[Record], scheme: Scheme, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[str]]:
    return {form: _kept(form, annotated, scheme, tmp_path_factory.mktemp(form)) for form in exports.FORMATS}


def _kept(form: str, records: list[Record], scheme: Scheme, folder: Path) -> Counter[str]:
    lost = Losses()
    exports.write(form, folder / "data", records, scheme, losses=lost)
    target = next(p for p in folder.iterdir() if p.stem == "data")
    reading = Losses()
    matcher = Matcher.of(scheme, {}, reading)
    back = {r.article.id: named(matcher.match(inward(r)), {"": "alice"}) for r in corpus.read([target], losses=reading)}
    assert not matcher.unknown
    assert set(back) == {record.article.id for record in records}
    found: Counter[str] = Counter()
    for record in records:
        again = back[record.article.id]
        found["texts"] += again.article.text == record.article.text
        left = {(a.identity, positive(a)): a for a in again.annotations}
        for mark in record.annotations:
            found.update(_parts(record, mark, again, left.get((mark.identity, positive(mark))), scheme))
    return found


def _parts(record: Record, mark: Annotation, again: Record, other: Annotation | None, scheme: Scheme) -> Iterator[str]:
    if other is None:
        return
    if not positive(mark):
        yield "rejections"
    else:
        yield {Kind.SPANS: "spans", Kind.FRAMES: "frames", Kind.CHOICES: "choices"}[scheme.layer(mark.layer).kind]
    if mark.roles and positive(mark) and _fillers(again, other) == _fillers(record, mark):
        yield "roles"
    if mark.attributes and positive(mark) and other.attributes == mark.attributes:
        yield "attributes"
    if mark.rank is not None and positive(mark) and other.rank == mark.rank:
        yield "ranks"
    if mark.note and other.note == mark.note:
        yield "notes"
    same = mark.origin and other.origin and mark.origin.identity == other.origin.identity
    if same and other.verdict is mark.verdict and positive(mark):
        yield "origins"


def _fillers(record: Record, mark: Annotation) -> dict[str, list[str]]:
    known = {a.id: a for a in record.annotations if positive(a)}
    known |= {a.origin.id: a for a in known.copy().values() if a.origin}
    found = {role: [known.get(f.annotation or f.suggestion) or f.text for f in fs] for role, fs in mark.roles.items()}
    shown = {role: sorted(str(f.identity) if isinstance(f, Annotation) else f for f in fs if f) for role, fs in found.items()}
    return {role: fillers for role, fillers in shown.items() if fillers}


def _wanted(records: list[Record], scheme: Scheme) -> Counter[str]:
    found: Counter[str] = Counter()
    for record in records:
        found["texts"] += 1
        for mark in record.annotations:
            found.update(_parts(record, mark, record, mark, scheme))
    return found


def test_postil_keeps_everything(kept: dict[str, Counter[str]], annotated: list[Record], scheme: Scheme) -> None:
    assert kept["postil"] == _wanted(annotated, scheme)


def test_every_format_keeps_texts_and_spans(kept: dict[str, Counter[str]], annotated: list[Record], scheme: Scheme) -> None:
    wanted = _wanted(annotated, scheme)
    for form, found in kept.items():
        assert found["texts"] == wanted["texts"], form
        assert found["spans"] >= wanted["spans"] * 0.97, form  # some are off the token grid


def test_the_table_in_the_documentation_is_true(kept: dict[str, Counter[str]], annotated: list[Record], scheme: Scheme) -> None:
    page = _page(kept, annotated, _wanted(annotated, scheme))
    if os.environ.get("POSTIL_WRITE"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, (
        "write it anew: POSTIL_WRITE=1 .venv/bin/pytest tests/exports/test_seeds.py"
    )


def _page(kept: dict[str, Counter[str]], records: list[Record], wanted: Counter[str]) -> str:
    rows = [f"| format | {' | '.join(COLUMNS)} |", f"|---|{'---:|' * len(COLUMNS)}"]
    rows.append(f"| *written* | {' | '.join(f'{wanted[name]:,}' for name in COLUMNS)} |")
    for form, found in kept.items():
        cells = ["all" if found[name] == wanted[name] else f"{found[name]:,}" if found[name] else "–" for name in COLUMNS]
        rows.append(f"| [`{form}`](formats/{page_of(form)}) | {' | '.join(cells)} |")
    return HEAD.format(letters=sum(len(r.article.text) for r in records)) + "\n".join(rows) + "\n"

"""An evaluation for people: tables, and what was taken for what."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from postil.agreement.confusions import Confusion, Fault
from postil.agreement.evaluation import Evaluation
from postil.agreement.intervals import Interval, intervals
from postil.agreement.scores import Counts
from postil.cli.messages import counted
from postil.cli.output import data
from postil.cli.page import page
from postil.schema.safe import safe
from postil.schema.scheme import Kind

_WIDE = 120
_WORST, _ALONE, _SOURCES = 8, 4, 12
_INDENT = 10
_NONE = "–"


def show_layer(one: Evaluation) -> None:
    """Print what was measured in one layer."""
    console = page(_WIDE)
    console.print(_labels(one))
    data()
    if one.primary.articles:
        first, two = one.primary.first, one.primary.among_two
        console.print(
            f"Primary label found first in {first:,} of {one.primary.articles:,} articles, among the first two in {two:,}."
        )
        data()
    if one.agreeing:
        console.print(_agreeing(one.agreeing))
        data()
    if one.kinds.labels:
        console.print(_kinds(one))
        data()
        _worst_sources(console, one.sources)
    _confusions(console, [c for c in one.confusions if c.gold and c.found], _WORST)
    _confusions(console, [c for c in one.confusions if not (c.gold and c.found)], _ALONE)


def _labels(one: Evaluation) -> Table:
    ranges = one.layer.kind is not Kind.CHOICES
    edges = intervals(one.exact.by_article)
    title = f"{one.layer.title} ({one.layer.name})" if one.layer.title else one.layer.name
    table = _table(title, "gold", "found", "P", "R", "F1", "95 %", *(["F1,\noverlap"] if ranges else []))

    def row(name: str, counts: Counts, interval: Interval, overlap: Counts) -> None:
        table.add_row(_text(name), *_shares(counts), _edges(interval), *([_share(overlap.f1)] if ranges else []))

    for label, counts in one.exact.labels.items():
        right = one.answers.right.get(label, (label,))
        name = label if right == (label,) else f"{label} = {', '.join(right)}"
        row(name, counts, edges.labels[label], one.overlap.labels.get(label, Counts()))
    table.add_section()
    row("all", one.exact.overall, edges.overall, one.overlap.overall)
    macro = one.exact.macro
    shares = [_share(share) for share in (macro.precision, macro.recall, macro.f1)]
    table.add_row("mean", "", "", *shares, _edges(edges.macro), *([_share(one.overlap.macro.f1)] if ranges else []))
    return table


def _agreeing(agreeing: Mapping[str, Counts]) -> Table:
    table = _table("overlap, label and …", "gold", "found", "P", "R", "F1")
    for name, counts in agreeing.items():
        table.add_row(_text(name), *_shares(counts))
    return table


def _kinds(one: Evaluation) -> Table:
    edges = intervals(one.kinds.by_article)
    table = _table("source", "gold", "found", "P", "R", "F1", "95 %")
    for name, counts in one.kinds.labels.items():
        table.add_row(_text(name), *_shares(counts), _edges(edges.labels[name]))
    return table


def _worst_sources(console: Console, sources: Mapping[str, Counts]) -> None:
    """Those that are wrong most often; of a source that is its whole kind, the kind's row says all."""
    single = {name: counts for name, counts in sources.items() if counts.fp}
    if len(sources) < 2 or not single:
        return
    table = _table("wrong most often", "found", "wrong", "P")
    worst = sorted(single.items(), key=lambda item: -item[1].fp)
    for name, counts in worst[:_SOURCES]:
        table.add_row(_text(name), f"{counts.found:,}", f"{counts.fp:,}", _share(counts.precision))
    console.print(table)
    if len(sources) > _SOURCES:
        data(f"  {counted(len(sources), 'source')} in all: --json")
    data()


def _confusions(console: Console, confusions: Sequence[Confusion], shown: int) -> None:
    for one in confusions[:shown]:
        data(f"  {one.count:>6,}  {_named(one)}")
        for place in one.places:
            words = f"  {place.words}" if place.words else ""
            lines = _text(f"{place.article}{words}").wrap(console, console.width - _INDENT - 2)
            for number, line in enumerate(lines):
                line.rstrip()
                console.print(Padding(line, (0, 0, 0, _INDENT + (2 if number else 0)), expand=False))
    if confusions:
        data()


def _named(one: Confusion) -> str:
    if one.fault is Fault.MISSED:
        return f"{one.gold} missed"
    if one.fault is Fault.SPURIOUS:
        return f"{one.found} where nothing is"
    if one.fault is Fault.ENDS:
        return f"{one.gold} with other ends" + (f" ({one.found})" if one.gold != one.found else "")
    ends = ", with other ends" if one.fault is Fault.BOTH else ""
    return f"{one.found} for {one.gold}{ends}"


def _table(title: str, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, title_justify="left", padding=(0, 1, 0, 0))
    table.add_column(_text(title), overflow="fold")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _text(words: str) -> Text:
    return Text(safe(words))


def _shares(counts: Counts) -> list[str]:
    precision = _share(counts.precision) if counts.found else _NONE
    recall = _share(counts.recall) if counts.gold else _NONE
    return [f"{counts.gold:,}", f"{counts.found:,}", precision, recall, _share(counts.f1)]


def _share(share: float) -> str:
    return f"{share:.3f}"


def _edges(interval: Interval) -> str:
    return f"{interval.f1[0]:.3f}–{interval.f1[1]:.3f}"

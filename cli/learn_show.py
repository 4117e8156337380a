"""What learning brought, for people: scores beside those without the model, reliability, the learning curve."""

import sys
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from postil.cli import messages
from postil.cli.output import data
from postil.schema.safe import safe
from postil.schema.scheme import Scheme
from postil.suggest.learning.curve import NEXT, gain
from postil.suggest.learning.meta import ALONE, LAST, MERGED, WITHOUT, Meta, overall
from postil.suggest.learning.plans import How

if TYPE_CHECKING:
    from postil.agreement.scores import Counts
    from postil.suggest.learning.outcome import Outcome

_WIDE, _HIGH = 72, 14
_SHOWN = ((WITHOUT, "without"), (LAST, "last model"), (ALONE, "model alone"), (MERGED, "together"))


def show(outcome: "Outcome", scheme: Scheme) -> None:
    """Print what one run brought, and whether it is in use."""
    meta = outcome.meta
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False, markup=False, emoji=False)
    data(f"{meta.run}: learned from {messages.counted(meta.articles, 'article')} in {meta.seconds:.0f} s, "
         f"judged on {messages.counted(meta.held_back, 'article')} held back.")  # fmt: skip
    for one in meta.plans:
        if one.how is How.NOTHING:
            data(f"  {one.layer}: not learned ({one.why})")
        elif one.why:
            data(f"  {one.layer}: {one.why}")
    for what, count in meta.lost.items():
        data(f"  left out: {messages.counted(count, 'mark')} ({what})")
    for one in meta.plans:
        if one.how is not How.NOTHING and one.layer in meta.scores:
            console.print(_table(meta, one.layer, scheme.layer(one.layer).title))
    if meta.reliability:
        console.print(_reliability(meta))
    if len(meta.curve) > 1:
        _curve(meta)
    _verdict(outcome)


def _verdict(outcome: "Outcome") -> None:
    data(outcome.sentence)
    if outcome.used and outcome.before:
        data(f"Before, it was {outcome.before}; back to it: postil models use {outcome.before}")


def _table(meta: Meta, layer: str, title: str) -> Table:
    systems = [(key, name) for key, name in _SHOWN if meta.scores[layer].get(key)]
    table = Table(title=Text(safe(f"{title} ({layer})" if title else layer)), box=SIMPLE_HEAD, title_justify="left")
    table.add_column("F1 (precision, recall)")
    for _, name in (*systems, ("", "gold")):
        table.add_column(name, justify="right")
    labels = list(dict.fromkeys(label for key, _ in systems for label in meta.scores[layer][key]))
    labels.sort(key=lambda label: -meta.scores[layer][MERGED][label].gold if label in meta.scores[layer][MERGED] else 0)
    for label in labels:
        found = [meta.scores[layer][key].get(label) for key, _ in systems]
        gold = max((counts.gold for counts in found if counts), default=0)
        table.add_row(Text(safe(label)), *(_cell(counts) if counts else "–" for counts in found), f"{gold:,}")
    table.add_section()
    whole = [overall(meta.scores[layer][key]) for key, _ in systems]
    table.add_row("all", *map(_cell, whole), f"{max(counts.gold for counts in whole):,}")
    return table


def _cell(counts: "Counts") -> str:
    return f"{counts.f1:.3f} ({counts.precision:.2f}, {counts.recall:.2f})"


def _reliability(meta: Meta) -> Table:
    table = Table(title=Text("How right a score is"), box=SIMPLE_HEAD, title_justify="left")
    for name in ("score", "on average", "was right", "suggestions"):
        table.add_column(name, justify="right")
    for line in meta.reliability:
        table.add_row(f"{line.low:.1f}–{line.high:.1f}", f"{line.said:.2f}", f"{line.right:.2f}", f"{line.count:,}")
    return table


def _curve(meta: Meta) -> None:
    import plotext  # type: ignore[import-untyped]  # it has no stubs

    articles = [point.articles for point in meta.curve]
    scores = [point.f1 for point in meta.curve]
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(_WIDE, _HIGH)
    plotext.title(f"F1 of the model alone on {meta.curve_layer}, after so many articles")
    plotext.plot(articles, scores, marker="braille")
    plotext.scatter(articles, scores, marker="●")
    without = meta.f1(meta.curve_layer, WITHOUT)
    if without:
        plotext.hline(without)
    plotext.xticks(articles)
    data()
    for line in plotext.uncolorize(plotext.build()).splitlines():
        data(line)
    if without:
        data(f"The level line is what is suggested without a model ({without:.3f}).")
    more = gain(meta.curve)
    if more is not None:
        worth = f"about +{more:.3f}" if more >= 0.0005 else "hardly anything"
        data(f"What the next {NEXT} articles would bring: {worth} F1, should the curve go on as it goes.")

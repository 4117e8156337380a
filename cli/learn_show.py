"""What learning brought, for people: scores beside those without the model, reliability, the learning curve."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from postil.cli import messages
from postil.cli.learn_words import told, width
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
_TINY = 1e-9
_SHOWN = ((WITHOUT, "without"), (LAST, "last"), (ALONE, "alone"), (MERGED, "together"))


def show(outcome: "Outcome", scheme: Scheme) -> None:
    """Print what one run brought, and whether it is in use."""
    meta = outcome.meta
    console = Console(width=width(), highlight=False, markup=False, emoji=False)
    told(f"{meta.run}: learned from {messages.counted(meta.articles, 'article')} in {meta.seconds:.0f} s, "
         f"judged on {messages.counted(meta.held_back, 'article')} held back.")  # fmt: skip
    for one in meta.plans:
        if one.how is How.NOTHING:
            told(f"{one.layer}: not learned ({one.why})", indent="  ", more="  ")
        elif one.why:
            told(f"{one.layer}: {one.why}", indent="  ", more="  ")
    for what, count in meta.lost.items():
        told(f"left out: {messages.counted(count, 'mark')} ({what})", indent="  ", more="  ")
    shown = False
    for one in meta.plans:
        if one.how is not How.NOTHING and one.layer in meta.scores:
            console.print(_table(meta, one.layer, scheme.layer(one.layer).title))
            shown = True
    if shown:
        last = ", with the last model" if any(LAST in systems for systems in meta.scores.values()) else ""
        told(f"F1 on the articles held back: without a model{last}, of the new model alone, and of all together, with the "
             "precision (P) and recall (R) of the latter.")  # fmt: skip
    if meta.reliability:
        _reliability(meta, console)
    if len(meta.curve) > 1:
        _curve(meta)
    _verdict(outcome)


def _verdict(outcome: "Outcome") -> None:
    told(outcome.sentence)
    if outcome.used and outcome.before:
        told(f"Before, it was {outcome.before}; back to it:")
        data(f"  postil models use {outcome.before}")


def _table(meta: Meta, layer: str, title: str) -> Table:
    systems = [(key, name) for key, name in _SHOWN if meta.scores[layer].get(key)]
    table = Table(title=Text(safe(f"{title} ({layer})" if title else layer)), box=SIMPLE_HEAD, title_justify="left")
    table.add_column("F1", no_wrap=True, overflow="ellipsis")
    for name in (*(name for _, name in systems), "P", "R", "gold"):
        table.add_column(name, justify="right", no_wrap=True)
    labels = list(dict.fromkeys(label for key, _ in systems for label in meta.scores[layer][key]))
    labels.sort(key=lambda label: -meta.scores[layer][MERGED][label].gold if label in meta.scores[layer][MERGED] else 0)
    for label in labels:
        found = [meta.scores[layer][key].get(label) for key, _ in systems]
        table.add_row(Text(safe(label)), *_cells(found))
    table.add_section()
    table.add_row("all", *_cells([overall(meta.scores[layer][key]) for key, _ in systems]))
    return table


def _cells(found: "Sequence[Counts | None]") -> list[str]:
    """F1 of each system, then precision and recall of the last one, then how many there should be."""
    last = found[-1]
    both = (f"{last.precision:.2f}", f"{last.recall:.2f}") if last else ("–", "–")
    gold = max((counts.gold for counts in found if counts), default=0)
    return [*(f"{counts.f1:.3f}" if counts else "–" for counts in found), *both, f"{gold:,}"]


def _reliability(meta: Meta, console: Console) -> None:
    """What scores said, and what was right; of what lies below the floor of every layer nothing is shown any more."""
    floors = {layer: floor for layer, floor in meta.calibration.floors.items() if floor}
    lowest = min(meta.calibration.floors.values(), default=0.0)
    table = Table(title=Text("How right a score is"), box=SIMPLE_HEAD, title_justify="left")
    for name in ("score", "on average", "was right", "suggestions"):
        table.add_column(name, justify="right")
    under = [line for line in meta.reliability if line.high <= lowest + _TINY]
    for line in meta.reliability[len(under) :]:
        table.add_row(f"{line.low:.1f}–{line.high:.1f}", f"{line.said:.2f}", f"{line.right:.2f}", f"{line.count:,}")
    console.print(table)
    if floors:
        left = messages.counted(sum(line.count for line in under), "such suggestion")
        told("Not shown any more: what scores under "
             + ", ".join(f"{floor:g} ({layer})" for layer, floor in floors.items())
             + (f"; {left} left out of the table." if under else "."))  # fmt: skip


def _curve(meta: Meta) -> None:
    import plotext  # type: ignore[import-untyped]  # it has no stubs

    articles = [point.articles for point in meta.curve]
    scores = [point.f1 for point in meta.curve]
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(min(_WIDE, width()), _HIGH)
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
        told(f"The level line is what is suggested without a model ({without:.3f}).")
    more = gain(meta.curve)
    if more is not None:
        worth = f"about +{more:.3f}" if more >= 0.0005 else "hardly anything"
        told(f"What the next {NEXT} articles would bring: {worth} F1, should the curve go on as it goes.")

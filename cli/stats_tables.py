"""The report of `postil stats` for people: tables, with bars in their cells. Rich is imported here, so import this late."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from postil.cli.messages import counted
from postil.cli.stats_figures import Answers, Confusion, Person, answers, confusions, forecast, gap, left, paces, reliability
from postil.cli.stats_words import bar, columns, day, duration, percent
from postil.db.statistics import Statistics
from postil.schema.safe import safe
from postil.schema.scheme import Kind, Scheme

_WIDTH = 100
_MOST = 20
_FEW = 5
_ENOUGH = 50
_PLOT = 5


class Report:
    """Prints the sections one after the other; one that has nothing to say is left out."""

    def __init__(self, scheme: Scheme, statistics: Statistics, people: Sequence[Person], today: date) -> None:
        self.scheme, self.found, self.people, self.today = scheme, statistics, people, today
        wide = shutil.get_terminal_size((80, 24)).columns
        self.console = Console(width=min(max(wide, 40), _WIDTH), highlight=False, markup=False, emoji=False)
        self.bar = 16 if self.console.width >= 90 else 8 if self.console.width >= 80 else 0

    def show(self) -> None:
        """Print all sections."""
        for section in (
            self.progress, self.verdicts, self.sources, self.corrections, self.paces, self.days, self.scores,
        ):  # fmt: skip
            section()

    # the sections

    def progress(self) -> None:
        """How far each annotator is, and when it will be finished."""
        found = self.found
        table = self._table("PROGRESS", "", ">done", ">left", ">skipped", ">worked", ">articles/h")
        for who in self.people:
            one = who.count
            share = (one.done + one.skipped) / found.articles if found.articles else 0.0
            table.add_row(
                safe(one.name), self._bar(share), f"{one.done:,}", f"{left(found.articles, one):,}", _n(one.skipped),
                duration(one.seconds), f"{who.per_hour:.0f}" if who.per_hour else "",
            )  # fmt: skip
        self.console.print(table)
        for who in self.people:
            self._forecast(who)
        if not any(one.decided for one in answers(found.labels, lambda one: one.layer).values()):
            self._say("No suggestion was answered here yet.")

    def _forecast(self, who: Person) -> None:
        seen = forecast(self.found.articles, who, self.today)
        if seen is None:
            return
        what = "1 article" if seen.articles == 1 else f"{seen.articles:,} articles"
        pace = f"{seen.per_day:,.0f}" if seen.per_day >= 3 else f"{seen.per_day:.1f}"
        name = f"{safe(who.count.name)}: at" if len(self.people) > 1 else "At"
        self._say(
            f"{name} this pace {what} left take about {duration(seen.seconds)} of work; "
            f"at {pace} a day the last is finished about {day(seen.last, self.today)}."
        )

    def verdicts(self) -> None:
        """What became of the suggestions, for each layer and label."""
        found = self.found
        layers = answers(found.labels, lambda one: one.layer)
        labels = answers(found.labels, lambda one: (one.layer, one.label))
        table = self._table("SUGGESTIONS", ">decided", "accepted", ">corrected", ">rejected", ">added", ">left")
        for layer in self._layers({*layers, *found.undecided}):
            total = layers.get(layer, Answers())
            self._row(table, self._title(layer), total, _n(total.added), _n(found.undecided.get(layer, 0)), bold=True)
            mine = {label: count for (where, label), count in labels.items() if where == layer}
            for label, count in sorted(mine.items(), key=lambda pair: -(pair[1].decided + pair[1].added)):
                self._row(table, f"  {safe(label)}", count, _n(count.added), "")
        self._print(table)

    def sources(self) -> None:
        """How often each source was right; of its rules those first that cost the most answers."""
        kinds = answers(self.found.sources, lambda one: one.source.partition(":")[0])
        each = answers(self.found.sources, lambda one: one.source)
        if not kinds:
            return
        table = self._table("SOURCES", ">decided", "accepted", ">corrected", ">rejected")
        for kind, total in sorted(kinds.items(), key=lambda pair: -pair[1].decided):
            self._row(table, safe(kind), total, bold=True)
            mine = {source.partition(":")[2]: one for source, one in each.items() if source.partition(":")[0] == kind}
            known = {name: one for name, one in mine.items() if one.decided >= _FEW}
            worst = sorted(known.items(), key=lambda pair: (pair[1].accepted - pair[1].decided, pair[0]))
            for name, one in worst[:_MOST]:
                if name:
                    self._row(table, f"  {safe(name)}", one)
            hidden = len(mine) - len(worst[:_MOST])
            if hidden and set(mine) != {""}:
                table.add_row(Text(f"  and {hidden:,} of few answers", style="dim"))
        agreed = [one for one in self.found.scores if one.agreed]
        if decided := sum(one.decided for one in agreed):
            share = self._share(sum(one.right for one in agreed) / decided)
            table.add_row(Text("several agree", style="bold"), _n(decided), share)
        self._print(table)

    def corrections(self) -> None:
        """What was suggested, and what it was corrected to."""
        found = confusions(self.found.corrections)
        for layer in self._layers(found):
            title = f"CORRECTED IN {self._title(layer).upper()}"
            wide = len(title) + sum(max(len(label), 3) + 2 for label in found[layer].labels) + 16
            fits = wide <= self.console.width and len(found[layer].labels) > 2
            self._print(self._matrix(title, layer, found[layer]) if fits else self._pairs(title, layer, found[layer]))

    def _matrix(self, title: str, layer: str, confusion: Confusion) -> Table:
        """What was suggested stands on the left, what it became on top."""
        kept = {"edges": confusion.edges, self._rest(layer): confusion.rest}
        kept = {name: counts for name, counts in kept.items() if counts}
        table = self._table(title, *(f">{safe(label)}" for label in confusion.labels), *(f">{name}" for name in kept))
        for suggested in confusion.labels:
            cells = [confusion.cells.get((suggested, now), 0) for now in confusion.labels]
            beside = [counts.get(suggested, 0) for counts in kept.values()]
            if any(cells) or any(beside):
                same = confusion.labels.index(suggested)
                shown = ["·" if at == same else _n(cell) for at, cell in enumerate(cells)]
                table.add_row(f"{safe(suggested)} →", *shown, *map(_n, beside))
        return table

    def _pairs(self, title: str, layer: str, confusion: Confusion) -> Table:
        """The same, where there are too many labels or hardly any: one line each, the most frequent first."""
        table = self._table(title, ">times")
        found = [(count, f"{one} → {other}") for (one, other), count in confusion.cells.items()]
        found += [(count, f"{one}: edges") for one, count in confusion.edges.items()]
        found += [(count, f"{one}: {self._rest(layer)}") for one, count in confusion.rest.items()]
        found.sort(key=lambda pair: (-pair[0], pair[1]))
        for count, what in found[:_MOST]:
            table.add_row(f"  {safe(what)}", f"{count:,}")
        if len(found) > _MOST:
            table.add_row(Text(f"  and {len(found) - _MOST:,} more", style="dim"))
        return table

    def _rest(self, layer: str) -> str:
        found = self.scheme.find(layer)
        return "rank" if found is not None and found.kind is Kind.CHOICES else "roles"

    def paces(self) -> None:
        """Seconds that a decision takes, by what it is about."""
        shown = paces(self.found.paces)
        if not shown:
            return
        slowest = max(one.seconds / one.decisions for one in shown)
        table = self._table("SECONDS PER DECISION", "what", ">decisions", ">seconds", "", ">in all")
        order = {name: at for at, name in enumerate(self._layers({one.layer for one in shown}))}
        last = None
        for one in sorted(shown, key=lambda pace: (order[pace.layer], -pace.decisions)):
            each = one.seconds / one.decisions
            name = (self._title(one.layer) if one.layer else "Article") if one.layer != last else ""
            last = one.layer
            share = Text(bar(each / slowest, self.bar).rstrip("─"), style="cyan") if slowest else Text("")
            table.add_row(
                Text(name, style="bold"), safe(one.kind), f"{one.decisions:,}", f"{each:.1f}", share, duration(one.seconds)
            )
        self._print(table)

    def days(self) -> None:
        """Decisions of each day, side by side."""
        by_day = {date.fromisoformat(one.day): one for one in self.found.days}
        if not by_day:
            return
        last = max(by_day)
        first = max(min(by_day), last - timedelta(days=self.console.width - 20))
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        counts = [by_day[one].decisions if one in by_day else 0 for one in span]
        done = sum(one.done for one in by_day.values())
        self._head("DECISIONS PER DAY")
        if len(span) == 1:
            self._say(f"{first}: {counted(counts[0], 'decision')}, {counted(done, 'article')} done.")
            return
        wide = max(1, min(4, (self.console.width - 12) // len(span)))
        apart = int(wide > 1)
        lines = columns([here for count in counts for here in [count] * (wide - apart) + [0] * apart], _PLOT)
        for at, line in enumerate(lines):
            scale = f"{max(counts):>6,}" if at == 0 else " " * 6
            self.console.print(Text.assemble(f"{scale} ", (line, "cyan")))
        self._say(f"{'':6} {first!s:<{max(len(lines[0]) - apart - 10, 11)}}{last}")
        busy = sum(1 for count in counts if count)
        self._say(f"{counted(sum(counts), 'decision')} and {counted(done, 'article')} done on {counted(busy, 'day')}.")

    def scores(self) -> None:
        """How often a score of so much was right."""
        bins = reliability(self.found.scores)
        if not bins:
            return
        table = self._table("HOW OFTEN A SCORE WAS RIGHT", ">decided", ">score", "right")
        for one in bins:
            name = f".{one.tenth}–{'1.0' if one.tenth == 9 else f'.{one.tenth + 1}'}"
            table.add_row(name, f"{one.decided:,}", f"{one.stated:.2f}", self._share(one.right))
        self._print(table)
        if sum(one.decided for one in bins) >= _ENOUGH:
            self._say(f"On average a score is {gap(bins):.2f} away from how often it was right.")

    # how

    def _table(self, title: str, *heads: str) -> Table:
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        table.add_column(Text(title, style="bold cyan"), no_wrap=True, min_width=12, max_width=None if self.bar else 14)
        for head in heads:
            right = head.startswith(">")
            table.add_column(head.lstrip(">"), justify="right" if right else "left", no_wrap=True)
        return table

    def _row(self, table: Table, name: str, one: Answers, *more: str, bold: bool = False) -> None:
        named = Text(name, style="bold" if bold else "")
        table.add_row(named, _n(one.decided), self._share(one.rate), _n(one.corrected), _n(one.rejected), *more)

    def _share(self, share: float | None) -> Text:
        return Text("") if share is None else Text.assemble(self._bar(share), " " if self.bar else "", f"{percent(share):>5}")

    def _bar(self, share: float) -> Text:
        drawn = bar(share, self.bar)
        return Text.assemble((drawn.rstrip("─"), "cyan"), (drawn[len(drawn.rstrip("─")) :], "dim"))

    def _print(self, table: Table) -> None:
        if table.row_count:
            self.console.print()
            self.console.print(table)

    def _head(self, title: str) -> None:
        self.console.print()
        self.console.print(Text(title, style="bold cyan"))

    def _say(self, text: str) -> None:
        self.console.print(Text(text))

    def _layers(self, names: Iterable[str]) -> list[str]:
        """Names of layers in the scheme's order; what it does not have comes last."""
        known = [layer.name for layer in self.scheme.layers]
        return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))

    def _title(self, layer: str) -> str:
        found = self.scheme.find(layer)
        return safe((found.title if found else "") or layer)


def _n(number: int) -> str:
    return f"{number:,}" if number else ""

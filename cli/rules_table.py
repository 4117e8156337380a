"""The rules as people read them. Rich and the rules are imported here, so import this late."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from postil.cli.page import page
from postil.schema.safe import safe
from postil.suggest.rulebook import Example, Rule
from postil.suggest.rules import weighed
from postil.suggest.rules_doc import stages

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule in a project: of `decided` suggestions `right` were accepted as they were; its score after that; if it is on."""

    rule: Rule
    right: int
    decided: int
    score: float
    on: bool

    @classmethod
    def of(cls, rule: Rule, tally: tuple[int, int], *, on: bool) -> "Standing":
        """The standing of a rule with that tally of right and decided."""
        right, decided = tally
        return cls(rule, right, decided, weighed(rule.score, right, decided) if decided else rule.score, on)


def show_all(standings: Sequence[Standing], *, inside: bool) -> None:
    """Print a table for each stage; inside a project with what became of the suggestions."""
    console = page(_WIDTH)
    by_id = {one.rule.id: one for one in standings}
    for _, title, rules in stages():
        table = Table(
            box=None, pad_edge=False, padding=(0, 2, 0, 0), title=title.upper(), title_justify="left", title_style="bold"
        )
        table.add_column("rule", no_wrap=True)
        table.add_column("label", no_wrap=True)
        table.add_column("finds")
        table.add_column("score", justify="right", no_wrap=True)
        if inside:
            table.add_column("right", justify="right", no_wrap=True)
            table.add_column("here", justify="right", no_wrap=True)
            table.add_column("", no_wrap=True)
        for rule in rules:
            one = by_id[rule.id]
            here = [_right(one), f"{one.score:.2f}" if one.decided else "", "" if one.on else "off"] if inside else []
            table.add_row(rule.id, rule.label, rule.about, f"{rule.score:.2f}", *here, style="" if one.on else "dim")
        console.print(table)
        console.print()
    console.print("postil rules ID shows one of them, with examples.")


def show_one(one: Standing, *, inside: bool) -> None:
    """Print a rule with its examples."""
    console, rule = page(_WIDTH), one.rule
    console.print(Text.assemble((rule.id, "bold"), f"  {rule.label}"))
    console.print(rule.about)
    console.print()
    console.print(f"Its own score is {rule.score:g}." + (f" {_here(one)}" if inside else ""))
    for holds, heading in ((True, "Finds what the brackets mark:"), (False, "Finds nothing in:")):
        examples = [example for example in rule.examples if example.holds is holds]
        if examples:
            console.print()
            console.print(heading)
            table = Table.grid(padding=(0, 2, 0, 0))
            for example in examples:
                table.add_row(example.language, _marked(example))
            console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _right(one: Standing) -> str:
    return f"{one.right:,}/{one.decided:,}" if one.decided else ""


def _here(one: Standing) -> str:
    if not one.decided:
        said = "Nothing that it suggested was decided here yet."
    else:
        said = f"Here {one.right:,} of {one.decided:,} suggestions were right; its score is {one.score:.2f}."
    return said + ("" if one.on else " It is switched off.")


def _marked(example: Example) -> Text:
    """The example in one line, what the brackets mark in bold."""
    text = Text(safe(example.text.replace("\n", " ⏎ ")))
    text.highlight_regex(r"\[[^\]]*\]", "bold")
    return text

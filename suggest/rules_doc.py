"""docs/rules.md, written from the rules on record: `python -m postil.suggest.rules_doc > docs/rules.md`."""

import sys
from collections.abc import Iterable, Iterator

from postil.suggest.rulebook import Example, Rule, rulebook

STAGES = {
    "entities": "Names and dates",
    "events": "Events",
    "stance": "Stance claims",
    "choices": "The whole article",
}
_HEAD = """\
# Rules

<!-- Written by `make docs` from the tables in suggest/data/. Do not edit by hand: a test compares the two. -->

These are the rules for French and English, with the label that each of them gives (`*`: any of its layer) and its own score.
What the [brackets] mark is what the rule finds; in what stands after ∅ it finds nothing. `postil rules` shows them with what
became of their suggestions in your project, `postil rules ID` one of them.

A rule that is wrong too often can be switched off in [postil.yaml](scheme.md#suggest): `suggest: {off: [org.run]}`. And it
loses score by itself: [how](suggestions.md#rules).
"""


def stages() -> Iterator[tuple[str, str, list[Rule]]]:
    """The stages in the order in which people read them: name, title, rules."""
    by_stage: dict[str, list[Rule]] = {name: [] for name in STAGES}
    for rule in rulebook().values():
        by_stage.setdefault(rule.stage, []).append(rule)
    for name, rules in by_stage.items():
        if rules:
            yield name, STAGES.get(name, name.capitalize()), rules


def rules_markdown() -> str:
    """The page."""
    out = [_HEAD]
    for _, title, rules in stages():
        out.append(f"## {title}\n")
        out.append("| rule | label | score | finds |\n|---|---|---|---|")
        out += [f"| `{rule.id}` | `{rule.label}` | {rule.score:g} | {_cell(rule.about)} |" for rule in rules]
        out.append("")
        for rule in rules:
            if rule.examples:
                out.append(f"**`{rule.id}`**\n")
                out += [*_examples(rule.examples), ""]
    return "\n".join(out).rstrip() + "\n"


def _examples(examples: Iterable[Example]) -> Iterator[str]:
    for one in sorted(examples, key=lambda e: not e.holds):
        text = one.text.replace("\n", " ⏎ ")
        ticks = "``" if "`" in text else "`"
        yield f"- {'' if one.holds else '∅ '}{ticks}{text}{ticks}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "\\[")


if __name__ == "__main__":
    sys.stdout.write(rules_markdown())

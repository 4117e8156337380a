"""`postil rules`: what each rule finds, and how often it was right in this project."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete
from postil.cli.output import data_json
from postil.cli.project import Project, find, opened, read
from postil.schema.json_types import Json

if TYPE_CHECKING:
    from postil.cli.rules_table import Standing
    from postil.suggest.rulebook import Rule


def rules(
    rule: Annotated[
        str, typer.Argument(metavar="[ID]", help="One rule, with its examples.", autocompletion=complete.rules)
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Show the rules: what each finds, how often it was right here, and whether it is on. Needs no project."""
    from postil.cli.rules_table import Standing, show_all, show_one
    from postil.suggest.rulebook import rulebook
    from postil.suggest.switches import require_rules

    if rule:
        require_rules([rule])
    folder = find(Path.cwd())
    project = read(folder) if folder else None
    tally = _tally(project) if project else {}
    off: frozenset[str] = frozenset()
    if project:
        settings = project.file.settings.suggest
        require_rules(settings.off, where="off in postil.yaml")
        off = frozenset(settings.off) if settings.rules else frozenset(rulebook())
    chosen = [rulebook()[rule]] if rule else list(rulebook().values())
    standings = [Standing.of(one, tally.get(f"rules:{one.id}", (0, 0)), on=one.id not in off) for one in chosen]
    if as_json:
        found = [_as_json(one, inside=project is not None) for one in standings]
        data_json(found[0] if rule else {"rules": found})
    elif rule:
        show_one(standings[0], inside=project is not None)
    else:
        show_all(standings, inside=project is not None)


def _tally(project: Project) -> Mapping[str, tuple[int, int]]:
    with opened(project) as store:
        return store.tally()


def _as_json(one: "Standing", *, inside: bool) -> dict[str, Json]:
    rule: Rule = one.rule
    here: dict[str, Json] = {"right": one.right, "decided": one.decided, "score_here": one.score, "on": one.on}
    return {
        "id": rule.id,
        "stage": rule.stage,
        "label": rule.label,
        "about": rule.about,
        "score": rule.score,
        **(here if inside else {}),
        "examples": [{"language": e.language, "holds": e.holds, "text": e.text} for e in rule.examples],
    }

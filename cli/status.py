"""`postil status`: how far the project is."""

from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli.messages import counted
from postil.cli.output import data, data_json
from postil.cli.project import Project, here, opened
from postil.schema.json_types import Json

if TYPE_CHECKING:
    from postil.db.store import Store

_BAR = 24


def status(as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Show how many articles there are, how far each annotator is, and what was annotated."""
    project = here()
    with opened(project) as store:
        if as_json:
            data_json(_as_json(project, store))
        else:
            _show(project, store)


def _as_json(project: Project, store: "Store") -> Json:
    people: dict[str, Json] = {}
    for name in store.annotators():
        p = store.progress(name)
        people[name] = {"done": p.done, "skipped": p.skipped, "started": p.started, "per_hour": round(p.per_hour, 1)}
    return {
        "folder": str(project.folder),
        "scheme": project.file.scheme.name,
        "articles": store.size,
        "suggestions_missing": waiting(store),
        "annotators": people,
        "annotations": _by_layer(store),
    }


def _show(project: Project, store: "Store") -> None:
    data(f"{project.folder}  scheme {project.file.scheme.name}")
    data(counted(store.size, "article") + (", some without suggestions (postil suggest)" if waiting(store) else ""))
    for name in store.annotators():
        p = store.progress(name)
        pace = f"  {p.per_hour:.0f}/h" if p.per_hour else ""
        extra = "".join(f", {number:,} {word}" for number, word in ((p.skipped, "skipped"), (p.started, "started")) if number)
        data(f"  {name:<16} {_bar(p.done + p.skipped, p.total)} {p.done:,} of {p.total:,} done{extra}{pace}")
    used = _by_layer(store)
    for layer in project.file.scheme.layers:
        labels = used.get(layer.name)
        if labels:
            data(f"  {layer.title or layer.name}: " + ", ".join(f"{name} {count:,}" for name, count in labels.items()))
    if not store.size:
        data("Bring articles in: postil import FILES")


def _by_layer(store: "Store") -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = {}
    for (layer, label), count in sorted(store.in_use(rejected=False).items()):
        out.setdefault(layer, {})[label] = count
    return out


def waiting(store: "Store") -> bool:
    """Whether there are articles for which nothing was suggested yet."""
    return bool(store.pending("", limit=1))


def _bar(done: int, total: int) -> str:
    filled = round(_BAR * done / total) if total else 0
    return "━" * filled + "─" * (_BAR - filled)

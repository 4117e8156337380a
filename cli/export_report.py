"""What `postil export` tells when it is done, for people and for scripts."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from postil.cli import losses, messages
from postil.cli.export_making import Found
from postil.cli.export_split import Splitting
from postil.schema.json_types import Json
from postil.schema.safe import safe

if TYPE_CHECKING:
    from postil.exports import Written

_FILES, _GROUPS = 6, 10


def tell(form: str, written: "Written", sides: Splitting | None, *, narrowed: bool, replaced: bool) -> None:
    """What is where now, with counts per label and split, and the copies that were kept together."""
    where = _where(written)
    what = messages.counted(written.articles, "article")
    if written.documents > written.articles:
        what += f" ({written.documents:,} documents, one for each annotator)"
    instead = ", in the place of what was there" if replaced else ""
    messages.say(f"{what} written to {where} as {form}{instead}.")
    if sides is None:
        _counts(written.labels)
    else:
        _table(written, sides)
        _copies(sides)
    if not written.labels:
        messages.warn("it holds no annotation: nothing was decided yet" + (" in these articles." if narrowed else "."))


def told(form: str, found: Found, written: "Written | None", sides: Splitting | None) -> Json:
    """The same for scripts."""
    out: dict[str, Json] = {"format": form}
    out |= losses.report(found.whole, found.losses)
    if written is not None:
        out["files"] = [str(path) for path in written.paths]
        out["articles"] = written.articles
        out["documents"] = written.documents
        out["labels"] = {f"{layer}.{label}": number for (layer, label), number in sorted(written.labels.items())}
    if sides is not None:
        out |= sides.facts
        if written is not None:
            out["splits"] = {
                split: {
                    "articles": written.split_articles.get(split, 0),
                    "labels": {f"{layer}.{la}": n for (layer, la), n in sorted(written.split_labels.get(split, {}).items())},
                }
                for split in sides.parts
            }
    return out


def _where(written: "Written") -> str:
    paths = written.paths
    if len(paths) <= _FILES and len({path.parent for path in paths}) == 1:
        return ", ".join(str(path) for path in paths)
    top = Path(*_common(paths))
    return f"{top} ({messages.counted(len(paths), 'file')})"


def _common(paths: tuple[Path, ...]) -> tuple[str, ...]:
    first, last = min(p.parent.parts for p in paths), max(p.parent.parts for p in paths)
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same]


def _counts(labels: Mapping[tuple[str, str], int]) -> None:
    layers: dict[str, list[str]] = {}
    for (layer, label), count in labels.items():
        layers.setdefault(layer, []).append(f"{label} {count:,}")
    for layer, counts in layers.items():
        messages.say(f"  {layer}: {', '.join(counts)}")


def _table(written: "Written", sides: Splitting) -> None:
    """A row for each label, a column for each split."""
    from rich.console import Console
    from rich.table import Table

    from postil.cli.page import columns

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for split in sides.parts:
        table.add_column(split, justify="right")
    table.add_row("articles", *(f"{written.split_articles.get(split, 0):,}" for split in sides.parts))
    for layer, label in sorted(written.labels):
        counts = (written.split_labels.get(split, {}).get((layer, label), 0) for split in sides.parts)
        table.add_row(safe(f"{layer} {label}"), *(f"{number:,}" if number else "-" for number in counts))
    Console(stderr=True, width=min(columns(), 100), highlight=False, markup=False, emoji=False).print(table)


def _copies(sides: Splitting) -> None:
    if not sides.groups:
        messages.say("No near-copies among these articles.")
        return
    held = sum(map(len, sides.groups))
    messages.say(f"{messages.counted(len(sides.groups), 'group')} of near-copies ({held:,} articles), each kept in one split:")
    for group in sides.groups[:_GROUPS]:
        shown = ", ".join(group[:5]) + (f" and {len(group) - 5:,} more" if len(group) > 5 else "")
        messages.say(f"  {sides.sides.get(group[0], '')}: {shown}")
    if len(sides.groups) > _GROUPS:
        messages.say(f"  and {len(sides.groups) - _GROUPS:,} more; postil duplicates shows them.")

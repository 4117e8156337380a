"""Whether a scheme still fits what was annotated by it: no layer or label that is in use may be missing."""

from collections.abc import Mapping
from difflib import get_close_matches

from postil.schema.errors import PostilError
from postil.schema.scheme import Scheme

_SHOWN = 8


def missing(scheme: Scheme, in_use: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """What is used (layer, label) but not in the scheme, with the number of annotations. Additions do not matter."""
    return {key: count for key, count in sorted(in_use.items()) if count and not _has(scheme, *key)}


def require_fit(scheme: Scheme, in_use: Mapping[tuple[str, str], int]) -> None:
    """Raise a PostilError that names every label in use that the scheme no longer has, with counts and what to do."""
    gone = missing(scheme, in_use)
    if not gone:
        return
    lines = [
        f"{layer}.{label}: {count:,}{_near(scheme, layer, label)}" for (layer, label), count in list(gone.items())[:_SHOWN]
    ]
    if len(gone) > _SHOWN:
        lines.append(f"and {len(gone) - _SHOWN} more")
    total = sum(gone.values())
    raise PostilError(
        f"postil.yaml no longer has what {total:,} annotation{'s use' if total != 1 else ' uses'}: {'; '.join(lines)}.",
        hint="Nothing was changed. Put these labels back into postil.yaml under their old names (a label's title can change "
        "freely), then run the command again.",
    )


def _has(scheme: Scheme, layer: str, label: str) -> bool:
    found = scheme.find(layer)
    return found is not None and found.label(label) is not None


def _near(scheme: Scheme, layer: str, label: str) -> str:
    """A guess at what a label was renamed to."""
    found = scheme.find(layer)
    if found is None:
        return " (the whole layer is gone)"
    near = get_close_matches(label, [la.name for la in found.labels], n=1)
    return f" (renamed to {near[0]}?)" if near else ""

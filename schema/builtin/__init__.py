"""The schemes that come with postil."""

from difflib import get_close_matches
from pathlib import Path

from postil.schema.errors import PostilError
from postil.schema.safe import safe

BUILTIN: tuple[str, ...] = ("diplomacy", "news", "entities")


def builtin(name: str) -> str:
    """The text of a built-in postil.yaml. Raises PostilError with the nearest name."""
    if name not in BUILTIN:
        close = get_close_matches(name, BUILTIN, n=1)
        hint = f"Did you mean '{close[0]}'?" if close else f"There are: {', '.join(BUILTIN)}."
        raise PostilError(f"There is no built-in scheme '{safe(name[:60])}'.", hint=hint)
    return Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8")

"""What a dataset folder says of itself: how it was made, what is in it, and which files are part of it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from postil.schema.json_types import Json

MANIFEST = "export.json"
_KEY = "postil_export"


def manifest(facts: Mapping[str, Json], files: Sequence[str]) -> bytes:
    """The manifest as a file: the facts, and the names of the files."""
    return json.dumps({_KEY: 1, **facts, "files": list(files)}, ensure_ascii=False, indent=1).encode() + b"\n"


def listed(path: Path) -> set[str] | None:
    """The files that a manifest names, or None where there is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or _KEY not in found or not isinstance(files := found.get("files"), list):
        return None
    return {name for name in files if isinstance(name, str)}

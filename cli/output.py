"""What the commands print on stdout: data, for people (made safe to show) or for scripts (JSON)."""

import json

from postil.schema.json_types import Json
from postil.schema.safe import safe


def data(text: str = "") -> None:
    """Print one line for people."""
    print(safe(text))


def data_json(value: Json) -> None:
    """Print JSON for scripts; ASCII only, so that nothing in it can act on a terminal."""
    print(json.dumps(value, ensure_ascii=True, indent=2))

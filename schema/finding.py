"""What a check found: an error, a warning, or that something is in order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is "error", "warning" or "ok"; `what` a sentence, `hint` what to do about it."""

    level: str
    what: str
    hint: str = ""

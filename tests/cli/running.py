"""Running postil's commands in a test."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


Postil = Callable[..., Result]

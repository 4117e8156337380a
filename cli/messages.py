"""What the commands say on stderr, and how an error ends them.

Every foreign character (names of files, labels, titles, messages of the system) goes through `schema.safe`, line ends too:
what looks like a line of postil's is one. Only a hint may have several lines; they are indented.
"""

import os
import sys
import traceback
from pathlib import Path

from postil.schema.errors import PostilError
from postil.schema.safe import safe

CRASHED = 1
REFUSED = 2
INTERRUPTED = 130


def say(text: str = "") -> None:
    """Print one line on stderr."""
    _print(safe(text))


def warn(text: str) -> None:
    """Print a warning on stderr: something was left out, or may not be what was meant."""
    _print(_painted("33", "warning: ") + safe(text))


def refuse(error: PostilError) -> None:
    """Print the sentence of an error and, below it, what to do about it."""
    _print(_painted("31", "postil: ") + safe(error.message))
    if error.hint:
        _print("  " + safe(error.hint, keep="\n").replace("\n", "\n  "))


def crashed(error: BaseException, folder: Path | None) -> None:
    """Print one line with an id for an error nobody foresaw, and write its traceback to a log that only its owner can read."""
    number = os.urandom(4).hex()
    report = f"[{number}] postil {' '.join(sys.argv[1:])}\n{''.join(traceback.format_exception(error))}\n"
    written = next((path for path in _logs(folder) if _append(path, report)), None)
    sentence = f"Something went wrong that postil did not foresee ({safe(type(error).__name__)}, {number})."
    sentence += " Every decision that was shown as saved is stored."
    if written is None:
        _print(_painted("31", "postil: ") + sentence + " No log could be written.")
        return
    _print(_painted("31", "postil: ") + sentence)
    _print(f"  The details are in {safe(str(written))}. It may hold text of your articles: look before you send it on.")


def state_folder() -> Path:
    """Where postil keeps what belongs to no project: $XDG_STATE_HOME/postil, else ~/.local/state/postil."""
    given = os.environ.get("XDG_STATE_HOME", "")
    base = Path(given) if given.startswith("/") else Path(os.path.expanduser("~")) / ".local" / "state"
    return base / "postil"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 article`, `5 articles`, `12,000 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _logs(folder: Path | None) -> list[Path]:
    places = [] if folder is None else [folder / "postil.log"]
    return [*places, state_folder() / "postil.log"]


def _append(path: Path, report: str) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
        os.fchmod(handle, 0o600)
        log.write(report)
    return True


def _painted(code: str, text: str) -> str:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM", "") in ("", "dumb") or not sys.stderr.isatty()
    return text if plain else f"\x1b[{code}m{text}\x1b[0m"


def _print(text: str) -> None:
    try:
        print(text, file=sys.stderr, flush=True)
    except (BrokenPipeError, ValueError):
        return  # nobody listens any more

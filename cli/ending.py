"""How every command ends: an exit code, and on the way to it a sentence instead of a traceback."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from postil.cli import messages
from postil.cli.project import find
from postil.schema.errors import PostilError

BROKEN_PIPE = 141
_HINTS = {
    errno.ENOSPC: "The disk is full: make room, then run the same command again.",
    errno.EACCES: "You have no right to do that there.",
    errno.EROFS: "That place is read-only.",
}


def ended(action: Callable[[], int]) -> int:
    """Run `action`; its exit code, or the one of the error that ended it: 2 refused, 130 interrupted, 1 a defect of postil,
    141 where nobody read on.
    """
    try:
        code = action()
        sys.stdout.flush()
    except PostilError as error:
        messages.refuse(error)
        return messages.REFUSED
    except KeyboardInterrupt:
        code = messages.INTERRUPTED
    except OSError as error:
        return _system_error(error)
    except SystemExit as end:
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        return _system_error(end.__context__)  # Rich and Click end the process when nobody reads on
    except Exception as error:
        # The last line of defence: nothing is swallowed, the traceback goes to a log instead of the terminal.
        messages.crashed(error, _project())
        return messages.CRASHED
    if code == messages.INTERRUPTED:
        messages.say("Stopped.")
    return code


def enter(directory: str) -> None:
    """Go on as if postil had been started in `directory`. Raises PostilError."""
    try:
        os.chdir(directory)
    except OSError as error:
        raise PostilError(f"Cannot enter the folder {directory}: {error.strerror}.") from error


def _project() -> Path | None:
    try:
        return find(Path.cwd())
    except OSError:  # the working directory was removed
        return None


def _system_error(error: OSError) -> int:
    if error.errno == errno.EPIPE:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        return BROKEN_PIPE
    name = f": {error.filename}" if error.filename else ""
    messages.refuse(PostilError(f"{error.strerror or error}{name}.", hint=_HINTS.get(error.errno or 0, "")))
    return messages.REFUSED

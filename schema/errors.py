"""The one family of errors that people are meant to read."""


class PostilError(Exception):
    """A sentence that says what is wrong, and a hint that says what to do about it.

    The commands print both on stderr and exit with 2; the screen shows them as a notice or a dialog.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotSaved(PostilError):
    """A decision could not be stored (disk full, read-only, locked, file replaced). Nothing changed; it can be retried."""


class Stale(PostilError):
    """What was to be changed is no longer as it was: somebody else, or another terminal, changed it. Read it anew."""

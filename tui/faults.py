"""Where the details of an unexpected error go: a file that only its owner can read."""

import os
import uuid
from pathlib import Path


def log_fault(folder: Path, details: str) -> tuple[str, Path]:
    """Write the details beside the project, else into the home folder, with mode 0600. Returns an id and the path."""
    fault = uuid.uuid4().hex[:8]
    for place in (folder, Path.home(), Path("/tmp")):
        path = place / f"postil-error-{fault}.log"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(details)
        except OSError:
            continue
        return fault, path
    return fault, Path("(nowhere: no folder could be written)")

"""Suggestions made while the annotator works: a process of its own, at low priority."""

import subprocess
import sys
from pathlib import Path


def start_suggesting(folder: Path) -> subprocess.Popen[bytes] | None:
    """Start `postil suggest --background` for the project; it ends by itself when nothing is left. None: it cannot start."""
    # -P: without it Python would import modules from the working directory, where others may put files.
    command = [sys.executable, "-P", "-m", "postil.cli", "-C", str(folder), "suggest", "--background"]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError:
        return None

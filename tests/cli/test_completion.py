"""What the shell is offered when Tab is pressed."""

import os
import subprocess
import sys
from pathlib import Path

from running import Postil


def complete(line: str, folder: Path) -> list[str]:
    """The offers of bash for the last word of a command line."""
    words = line.split(" ")
    environment = {**os.environ, "_POSTIL_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv = ['postil']; from postil.cli.start import main; main()"],
        env=environment, capture_output=True, text=True, cwd=folder, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.stdout.split()


def test_commands_and_values(postil: Postil, project: Path) -> None:
    assert complete("postil ex", project) == ["export"]
    assert complete("postil init --scheme dip", project) == ["diplomacy"]
    assert complete("postil export --format co", project) == ["conll"]
    assert complete("postil annotate --article tw", project) == ["two"]

"""What a fresh process loads: the walls between the rooms as they are at run time."""

import json
import subprocess
import sys

import pytest

REPORT = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh process has loaded after running `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{REPORT}"], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


def test_the_screen_loads_no_analysis() -> None:
    modules = loaded("import postil.tui.app")
    assert "textual" in modules
    assert not modules & {"spacy", "numpy", "thinc", "babel", "typer", "pydantic"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["suggest", "--help"], ["evaluate", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    modules = loaded(f"from postil.cli.main import run\nassert run({arguments!r}) == 0")
    assert "typer" in modules
    assert not modules & {"textual", "sqlalchemy", "spacy", "numpy", "pydantic", "rich", "yaml"}


def test_the_way_to_the_screen_loads_little() -> None:
    """Up to the screen: the project file and its scheme, no database, no progress bars."""
    modules = loaded("from postil.cli import start, ending, opening\nfrom postil.schema import scheme_file")
    assert not modules & {"textual", "sqlalchemy", "sqlite3", "spacy", "numpy", "pydantic", "rich", "typer"}


def test_suggesting_is_cheap_to_name() -> None:
    assert not loaded("import postil.suggest") & {"spacy", "numpy", "babel"}

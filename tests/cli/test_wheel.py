"""The wheel holds every module and data file, and nothing under a bare name."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("agreement", "cli", "corpus", "db", "desk", "exports", "schema", "suggest", "tui")
SUFFIXES = {".py", ".typed", ".yaml", ".json", ".jsonl", ".tcss", ".md", ".txt", ".tsv"}


@pytest.fixture(scope="module")
def files() -> set[str]:
    """Every file of the rooms that belongs to the program."""
    return {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix in SUFFIXES and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(files: set[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of these files, built without the network."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in (*files, "pyproject.toml", "README.md", "LICENSE"):
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    command = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(out), str(source)]
    subprocess.run([sys.executable, *command], check=True, stdin=subprocess.DEVNULL)
    (found,) = out.glob("*.whl")
    return found


def test_wheel_is_the_tree(wheel: Path, files: set[str]) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == {f"postil/{name}" for name in files}


def test_wheel_starts_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "postil = postil.cli.start:main" in archive.read(points).decode()

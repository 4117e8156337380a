"""Where the files of a dataset stand while they are made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from postil.exports.manifest import MANIFEST, manifest
from postil.exports.stage import _prefix, staged
from postil.schema.errors import PostilError


def make(out: Path, files: dict[str, bytes], *, folder: bool = True, keep: bool = True) -> None:
    with staged(out, folder=folder) as stage:
        for name, data in files.items():
            stage.write(name, data)
        if folder:
            stage.write(MANIFEST, manifest({}, stage.names()))
        if keep:
            stage.keep()


def tree(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a\0b", ".."])
def test_no_name_leads_out_of_the_dataset(tmp_path: Path, name: str) -> None:
    with staged(tmp_path / "out", folder=True) as stage, pytest.raises(ValueError, match="no name"):
        stage.write(name, b"")
    assert tree(tmp_path) == []


def test_a_file_has_only_files_beside_that_are_called_alike(tmp_path: Path) -> None:
    make(tmp_path / "a.conll", {"a.conll": b"1", "a.conll.offsets.jsonl": b"2"}, folder=False)
    assert tree(tmp_path) == ["a.conll", "a.conll.offsets.jsonl"]
    with staged(tmp_path / "a.conll", folder=False) as stage, pytest.raises(ValueError, match="not beside"):
        stage.write("other.txt", b"")


def test_a_dataset_replaces_a_dataset_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(out, {"a": b"1", "sub/b": b"2"})
    make(out, {"c": b"3"})
    assert tree(out) == ["c", MANIFEST]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine").write_text("mine")
    with pytest.raises(PostilError, match="no dataset that postil wrote"):
        make(tmp_path / "other", {"d": b"4"})
    assert tree(tmp_path / "other") == ["mine"]


def test_what_others_put_into_a_dataset_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(out, {"a": b"1", "sub/b": b"2"})
    for name in ("model/best/weights", "sub/notes.txt"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")
    make(out, {"c": b"3"})
    assert tree(out) == ["c", MANIFEST, "model/best/weights", "sub/notes.txt"]
    with pytest.raises(PostilError, match="notes"):
        make(out, {"sub/notes.txt": b"theirs"})
    assert (out / "sub" / "notes.txt").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    make(tmp_path / "new" / "folder" / "out", {"a": b"1"}, keep=False)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_goes_with_the_next_one(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True)
    out = tmp_path / "out"
    dead = out.with_name(f"{_prefix(out)}{gone.stdout.strip()}.abcd1234.part")
    living = out.with_name(f"{_prefix(out)}{os.getppid()}.abcd1234.part")
    for part in (dead, living):
        part.mkdir()
        (part / "a").write_text("half")
    make(out, {"a": b"1"})
    assert not dead.exists()
    assert living.exists()

"""`postil scheme check` finds errors, and what is allowed but probably not meant."""

from pathlib import Path

import pytest

from postil.schema.scheme_check import check_project
from postil.schema.scheme_file import BUILTIN, builtin


def found(tmp_path: Path, source: str) -> list[tuple[str, str]]:
    path = tmp_path / "postil.yaml"
    path.write_text(source, encoding="utf-8")
    return [(finding.level, finding.what) for finding in check_project(path)]


@pytest.mark.parametrize("name", BUILTIN)
def test_built_in_schemes_have_no_warnings(tmp_path: Path, name: str) -> None:
    assert {level for level, _ in found(tmp_path, builtin(name))} == {"ok"}


def test_an_error_is_the_only_finding(tmp_path: Path) -> None:
    ((level, what),) = found(tmp_path, "scheme: x\nlayer: {}")
    assert level == "error"
    assert what == "postil.yaml, line 2, column 1: unknown key 'layer' in the file."


def test_warnings(tmp_path: Path) -> None:
    source = """\
scheme: x
lists: {topics: [a]}
targets: [b]
layers:
  e:
    kind: spans
    labels: {A: {help: h, color: red}, B: {color: red}, C: {}}
"""
    levels = found(tmp_path, source)
    assert [what for level, what in levels if level == "warning"] == [
        "Layer 'e': no help for B and C.",
        "Layer 'e': A and B have the same colour, red.",
        "Nothing uses the list 'targets'.",
        "Nothing uses the list 'topics'.",
    ]
    assert levels[-1] == ("ok", "The scheme 'x' can be used. Layers, with their labels: e (spans, 3).")


def test_labels_beyond_the_digits(tmp_path: Path) -> None:
    labels = ", ".join(f"L{n}: {{help: h}}" for n in range(11))
    source = f"scheme: x\nlayers: {{e: {{kind: spans, labels: {{{labels}, M: {{help: h, key: m}}, N: {{help: h, key: 3}}}}}}}}"
    notes = [what for level, what in found(tmp_path, source) if level == "ok"]
    assert notes[0] == "Layer 'e': no digit is left for L8, L9 and L10; they are picked by name, with l."

"""UIMA CAS in JSON, as others write it."""

import json
from pathlib import Path

import pytest

from cas_files import json_cas, read
from postil import corpus
from postil.corpus import BadLine


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "n1.json"
    path.write_text(json.dumps(json_cas(), indent=1), "utf-8")
    found: list[str] = []
    (record,) = corpus.read([path], detected=found.append)
    assert found == ["jsoncas"]
    assert [(a.layer, a.label, a.text) for a in record.annotations] == [("Entity", "QUOTE", "😀oui😀")]
    assert record.article.id == "n1"


def test_json_with_its_types_beside(tmp_path: Path) -> None:
    cas = json_cas()
    del cas["%TYPES"]
    records, bad, _ = read(tmp_path / "n1.json", json.dumps(cas), "")
    assert "its type system is not beside it" in bad[0].reason
    records, bad, _ = read(tmp_path / "n1.json", json.dumps(cas))
    assert records[0].annotations[0].label == "QUOTE"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (json.dumps(json_cas())[:-3], "not JSON"),
        (json.dumps(json_cas({"%VIEWS": {}})), "%VIEWS"),
        (json.dumps(json_cas({"%TYPES": []})), "type system"),
        (json.dumps(json_cas({"%TYPES": {"a": {}}})), "type system"),
        (json.dumps(json_cas({"%VIEWS": {"_InitialView": {"%SOFA": 1, "%MEMBERS": [3]}}})), "refers to 3"),
        (json.dumps(json_cas(text="kurz")), "at 13, which is outside"),
        (json.dumps(json_cas()).replace('"begin": 13', '"begin": 14'), "at 14, which is outside"),
        (json.dumps(json_cas()).replace('"begin": 13', '"begin": "x"'), "which is outside"),
        (json.dumps(json_cas()).replace('"begin": 13', '"begin": [1]'), "not a whole"),
        (json.dumps(json_cas()).replace('"value": "QUOTE"', '"other": "QUOTE"'), "other"),
        ('{"%TYPES": {}, "%VIEWS": ' + "[" * 100_000, "nested"),
        ('{"%TYPES": ' + "[" * 500 + "]" * 500 + "}", "nested"),
        ('{"%TYPES": {}, "%VIEWS": "\\ud83d"}', "surrogate"),
        ("[]", "no JSON object"),
    ],
    ids=lambda value: value[-30:],
)
def test_broken_json_is_named(tmp_path: Path, data: str, reason: str) -> None:
    path = tmp_path / "n1.json"
    path.write_text(data, "utf-8")
    bad: list[BadLine] = []
    assert not list(corpus.read([path], format="jsoncas", bad=bad.append))
    assert [reason in b.reason for b in bad] == [True], bad

"""JSONL: what is read from a line, and what is said of one that cannot be."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from postil import corpus
from postil.corpus import BadLine
from postil.corpus.encoding import choose
from postil.corpus.json_objects import objects
from postil.corpus.sources import Source
from postil.schema.errors import PostilError
from postil.schema.record import Record

GOOD = b'{"text": "Un article."}\n'


def read(folder: Path, data: bytes, **options: Any) -> tuple[list[Record], list[BadLine]]:
    path = folder / "news.jsonl"
    path.write_bytes(data)
    bad: list[BadLine] = []
    return list(corpus.read([path], bad=bad.append, **options)), bad


def test_id_meta_and_other_keys(tmp_path: Path) -> None:
    line = {"id": 7, "text": "é\r\n", "meta": {"source": "AFP"}, "date": "2024-06", "score": 1.5, "tags": ["a", "b"], "x": None}
    records, bad = read(tmp_path, json.dumps(line).encode() + b"\n\n" + GOOD.rstrip())
    assert not bad
    first, second = (r.article for r in records)
    assert (first.id, first.text) == ("7", "é\r\n")
    assert first.meta == {"source": "AFP", "date": "2024-06", "score": 1.5, "tags": ["a", "b"], "x": None}
    assert (second.id, second.meta) == ("news-3", {})
    assert records[1].where.endswith("news.jsonl, line 3")


def test_only_a_newline_ends_a_line(tmp_path: Path) -> None:
    text = "a\u2028b\u2029c\u0085d\x0be\x0cf\x1cg"
    raw = json.dumps({"text": text}, ensure_ascii=False).replace("\\u000b", "\\u000B")
    records, bad = read(tmp_path, raw.encode() + b"\r\n" + GOOD)
    assert not bad
    assert records[0].article.text == text


@pytest.mark.parametrize(
    ("line", "reason", "at"),
    [
        (b'{"text": "a", }', "not JSON", 14),
        ('{"é": 1, "text": x}'.encode(), "not JSON", 18),
        (b'{"text": "a"', "not JSON", 12),
        (b"[1, 2]", "not a JSON object", 0),
        (b'"text"', "not a JSON object", 0),
        (b"null", "not a JSON object", 0),
        (b'{"body": "a"}', '"text" is missing', 0),
        (b'{"text": null}', '"text" must be text', 0),
        (b'{"text": ["a"]}', '"text" must be text', 0),
        (b'{"text": ""}', "empty", 0),
        (b'{"text": " \\n\\t\\u00a0 "}', "empty", 0),
        (b'{"text": "a", "id": 1.5}', '"id" must be', 0),
        (b'{"text": "a", "id": true}', '"id" must be', 0),
        (b'{"text": "a", "meta": "b"}', '"meta" must be an object', 0),
        (b'{"text": "a", "meta": {"k": 1}, "k": 2}', "different values", 0),
        (b'{"text": "a", "x": NaN}', "NaN", 0),
        (b'{"text": "a", "x": -Infinity}', "-Infinity", 0),
        (b'{"text": "a", "x": 1e999}', "too large", 0),
        (b'{"text": "a", "x": ' + b"9" * 5000 + b"}", "too many digits", 0),
        (b'{"text": "a", "text": "b"}', '"text" stands twice', 0),
        (b'{"text": "a", "m": {"k": 1, "k": 2}}', '"k" stands twice', 0),
        (b'{"text": "a\\ud800b"}', "half of a surrogate pair", 0),
        (b'{"text": "a", "meta": {"\\udfff": 1}}', "half of a surrogate pair", 0),
        (b'{"text": "a\xffb"}', "byte 0xFF is not UTF-8", 11),
        (b'{"text": "\xed\xa0\x80"}', "byte 0xED is not UTF-8", 10),
        (b'{"text": "a\x00b"}', "not JSON", 11),
        (b'{"text": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested deeper", 0),
        (b'{"text": "a", "x": ' + b"[" * 101 + b"]" * 101 + b"}", "nested deeper", 0),
        (b'{"postil": 2, "id": "a", "text": "b"}', "version 1", 0),
        (b'{"postil": 1, "text": "b"}', '"id" is missing', 0),
    ],
)
def test_a_bad_line_is_named_with_file_line_and_byte(tmp_path: Path, line: bytes, reason: str, at: int) -> None:
    records, bad = read(tmp_path, GOOD + line + b"\n" + GOOD)
    assert [r.article.id for r in records] == ["news-1", "news-3"]
    assert [(b.line, b.byte, b.raw) for b in bad] == [(2, len(GOOD) + at, line + b"\n")]
    assert reason in bad[0].reason
    with pytest.raises(PostilError, match=rf"news\.jsonl, line 2, byte {len(GOOD) + at}: "):
        list(corpus.read([tmp_path / "news.jsonl"]))


def test_bytes_are_counted_from_the_start_of_the_file_with_its_mark(tmp_path: Path) -> None:
    _, bad = read(tmp_path, b"\xef\xbb\xbf" + GOOD + b"{x}\n")
    assert [(b.line, b.byte) for b in bad] == [(2, 3 + len(GOOD) + 1)]


def test_pairs_of_surrogates_are_one_character(tmp_path: Path) -> None:
    records, bad = read(tmp_path, b'{"text": "\\ud83d\\ude00"}\n')
    assert not bad
    assert records[0].article.text == "😀"


def test_a_line_beyond_the_limit_is_bad_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.corpus.json_objects.objects.__kwdefaults__", {"longest": 100})
    long = b'{"text": "' + b"a" * 3_000_000 + b'"}\n'
    records, bad = read(tmp_path, GOOD + long + GOOD)
    assert [r.article.id for r in records] == ["news-1", "news-3"]
    assert [(b.line, b.byte, len(b.raw)) for b in bad] == [(2, len(GOOD), 100)]
    assert "longer than" in bad[0].reason


def test_postil_format_refuses_other_lines(tmp_path: Path) -> None:
    _, bad = read(tmp_path, GOOD, format="postil")
    assert "not postil JSONL" in bad[0].reason


PRETTY = b'{\n  "text": "a"\n}\n'


@pytest.mark.parametrize(
    "content", [PRETTY, PRETTY * 2, b"[\n" + PRETTY + b",\n" + PRETTY + b"]", b'[{"text": "a"}]\n', b" []"]
)
def test_objects_over_several_lines_and_lists_are_read(tmp_path: Path, content: bytes) -> None:
    records, bad = read(tmp_path, content)
    assert not bad
    assert len(records) == content.count(b'"text"')
    assert len({r.article.id for r in records}) == len(records)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b'[{"text": "a"},\n{"text": "b"}', 2, "does not end"),
        (b'[{"text": "a"}\n{"text": "b"}]', 2, "comma"),
        (b'[{"text": "a"},\n{"text": NaN}]', 2, "NaN"),
        (b'[{"text": "a"},\n{"text" "b"}]', 2, "not JSON"),
        (b'[{"text": "a"},\n3]', 2, "not a JSON object"),
        (b'[{"text": "a"},\n{"text": "\xff"}]', 2, "0xFF"),
        (b'[{"text": "a"}]\n{}', 2, "behind the end"),
    ],
)
def test_a_list_that_is_broken_says_where(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    records, bad = read(tmp_path, content)
    assert records[0].article.text == "a"
    assert [b.line for b in bad] == [line]
    assert reason in bad[0].reason


def test_memory_does_not_grow_with_a_list(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    item = json.dumps({"text": "Un article de presse. " * 40}).encode()
    with path.open("wb") as out:
        out.write(b"[" + item)
        for _ in range(20):
            out.write((b",\n" + item) * 1000)
        out.write(b"]")
    tracemalloc.start()
    try:
        assert sum(1 for _ in corpus.read([path])) == 20_001
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    line = json.dumps({"text": "Un article de presse. " * 40}).encode() + b"\n"
    with path.open("wb") as out:
        for _ in range(20):
            out.write(line * 1000)
    tracemalloc.start()
    try:
        count = sum(1 for _ in corpus.read([path]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert path.stat().st_size > 15_000_000
    assert peak < 2_000_000


def test_objects_of_one_line_have_ids_that_differ(tmp_path: Path) -> None:
    """A list on one line gave all of its articles the id of the line."""
    (tmp_path / "a.json").write_text('[{"text": "a"}, {"text": "b"},\n{"text": "c"}, {"text": "d"}]', encoding="utf-8")
    assert [r.article.id for r in corpus.read([tmp_path / "a.json"])] == ["a-1", "a-1-2", "a-2", "a-2-2"]


def test_an_object_in_a_list_beyond_the_limit_is_named_as_that(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"text": "' + "a" * 600_000 + '"}]', encoding="utf-8")
    source = Source(tmp_path / "a.json", "a", "a.json")
    with source.path.open("rb") as stream:
        (bad,) = objects(stream, source, choose(b""), longest=2**18)
    assert isinstance(bad, BadLine)
    assert "longer than 0 MB" in bad.reason

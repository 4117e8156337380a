"""Which encoding a file is in, and what is said when it is another."""

from pathlib import Path

import pytest

from postil import corpus
from postil.corpus.encoding import guess
from postil.schema.errors import PostilError

FRENCH = "Le président a déclaré à l’Élysée que l’été dernier avait été marqué par « une crise » très grave en Côte d’Ivoire.\n"


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_a_mark_is_read_without_a_flag(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.txt", (FRENCH * 2).encode(encoding))
    assert [r.article.text for r in corpus.read([path])] == [FRENCH * 2]


@pytest.mark.parametrize("byte_order", ["utf-16-le", "utf-16-be"])
def test_jsonl_in_utf_16_ends_its_lines_at_newlines_only(tmp_path: Path, byte_order: str) -> None:
    # Gurmukhi and other letters whose code units hold the byte 0x0A in either half.
    texts = ["ਊ Ċ 『", "\u0a0a\u0a0d fin", "b"]
    lines = "".join(f'{{"text": "{t}"}}\n' for t in texts)
    path = write(tmp_path, "a.jsonl", ("\ufeff" + lines).encode(byte_order))
    assert [r.article.text for r in corpus.read([path])] == texts


def test_another_encoding_is_named_and_read_only_when_told(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", ("Bonjour\n" + FRENCH).encode("windows-1252"))
    with pytest.raises(PostilError, match=r"a\.txt, line 2, byte 13: byte 0xE9 is not UTF-8 here") as caught:
        list(corpus.read([path]))
    assert "say --encoding windows-1252 if that is right" in caught.value.hint
    assert [r.article.text for r in corpus.read([path], encoding="windows-1252")] == ["Bonjour\n" + FRENCH]


def test_damaged_utf_8_is_not_taken_for_another_encoding() -> None:
    assert guess(FRENCH.encode() + b"\xff" + FRENCH.encode()) == ""


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_named(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.txt", FRENCH.encode(encoding))
    with pytest.raises(PostilError) as caught:
        list(corpus.read([path]))
    assert encoding in caught.value.hint
    assert [r.article.text for r in corpus.read([path], encoding=encoding)] == [FRENCH]


@pytest.mark.parametrize("name", ["martian", "hex", "rot13"])
def test_an_unknown_encoding_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(PostilError, match="is not an encoding"):
        list(corpus.read([write(tmp_path, "a.txt", b"x")], encoding=name))

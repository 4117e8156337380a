"""Text files, folders, and which format a file is."""

import os
from pathlib import Path

import pytest

from postil import corpus
from postil.corpus import BadLine
from postil.schema.errors import PostilError


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def ids(folder: Path) -> list[str]:
    return [r.article.id for r in corpus.read([folder])]


def test_a_folder_is_read_in_name_order_without_hidden_files(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "b", "a/z.txt": "z", "a/.x.txt": "x", ".git/y.txt": "y", "c.jsonl": '{"text": "c"}'})
    assert ids(tmp_path) == ["z", "b", "c-1"]


def test_one_stem_in_several_folders_gives_ids_that_differ(tmp_path: Path) -> None:
    write(tmp_path, {"2023/a.txt": "1", "2024/a.txt": "2", "2024/b.txt": "3", "2024/c.txt": "4", "2024/c.text": "5"})
    assert ids(tmp_path) == ["2023/a", "2024/a", "b", "2024/c.text", "2024/c.txt"]


def test_one_path_in_several_folders_gives_ids_that_differ(tmp_path: Path) -> None:
    write(tmp_path, {"x/a.txt": "1", "y/a.txt": "2"})
    found = [r.article.id for r in corpus.read([tmp_path / "x", tmp_path / "y"])]
    assert len(set(found)) == 2


def test_a_trained_pipeline_beside_the_texts_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a", "model/meta.json": "{}", "model/config.cfg": "[nlp]", "model/ner/cfg": "{}"})
    assert ids(tmp_path) == ["a"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a"})
    assert len(list(corpus.read([tmp_path, tmp_path / "a.txt"]))) == 1


def test_the_text_is_frozen_with_plain_newlines(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"\xef\xbb\xbfUn\r\ndeux\rtrois\r\n"})
    (record,) = corpus.read([tmp_path])
    assert record.article.text == "Un\ndeux\rtrois\n"


def test_what_is_no_corpus_file_is_named(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4
    write(tmp_path, {"a.txt": "a", "b.png": png, "c.txt": "", "d.txt": " \n", "e.bin": b"a\0" * 50})
    bad: list[BadLine] = []
    assert [r.article.id for r in corpus.read([tmp_path], bad=bad.append)] == ["a"]
    assert [Path(b.file).name for b in bad] == ["b.png", "c.txt", "d.txt", "e.bin"]
    with pytest.raises(PostilError, match=r"b\.png"):
        list(corpus.read([tmp_path]))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "a"})
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(PostilError, match=r"a\.txt: it cannot be read"):
        list(corpus.read([tmp_path]))


def test_a_dangling_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(PostilError, match=r"a\.txt: it cannot be read"):
        list(corpus.read([tmp_path]))


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    write(tmp_path, {"x/a.txt": "a"})
    (tmp_path / "x" / "again").symlink_to(tmp_path)
    assert ids(tmp_path) == ["a"]


def test_paths_that_are_not_there_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(PostilError, match="no file or folder"):
        list(corpus.read([tmp_path / "a.txt"]))
    with pytest.raises(PostilError, match="holds no files"):
        list(corpus.read([tmp_path]))
    with pytest.raises(PostilError, match="no reader for 'pdf'"):
        list(corpus.read([tmp_path], format="pdf"))


def test_a_file_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    name = b"\x1b]0;owned\x07\xff.txt"
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"")
    except OSError:
        pytest.skip("the file system refuses the name")
    with pytest.raises(PostilError) as caught:
        list(corpus.read([tmp_path]))
    assert "\x1b" not in caught.value.message
    caught.value.message.encode()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", '{"text": "b"}\n', "b"),
        ("a", '{"postil": 1, "id": "i", "text": "b"}\n', "b"),
        ("a.txt", "{ dit-il }\n", "{ dit-il }\n"),
        ("a.txt", "Image, text, video : tout est là.\nSuite.", "Image, text, video : tout est là.\nSuite."),
        ("a.txt", "text\n", "text\n"),
        ("a.dat", "id\ttext\n1\tb\n", "b"),
        ("a.csv", "text\nb\n", "b"),
    ],
)
def test_the_content_tells_the_format(tmp_path: Path, name: str, content: str, expected: str) -> None:
    write(tmp_path, {name: content})
    assert [r.article.text for r in corpus.read([tmp_path])] == [expected]


def test_format_overrides_the_content(tmp_path: Path) -> None:
    write(tmp_path, {"a.jsonl": '{"text": "b"}'})
    assert [r.article.text for r in corpus.read([tmp_path], format="text")] == ['{"text": "b"}']


def test_an_archive_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path, {"a.zip": b"PK\x03\x04\x14\0", "b.txt": "b"})
    bad: list[BadLine] = []
    assert [r.article.id for r in corpus.read([tmp_path], bad=bad.append)] == ["b"]
    assert [(b.file, b.reason) for b in bad] == [(f"{tmp_path}/a.zip", "it is a ZIP archive, or a document packed as one")]

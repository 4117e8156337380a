"""JSON Lines: one object a line, with `text`, and if it likes `id` and `meta`; or postil's own records."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from postil.corpus.annotated_jsonl import annotated_of
from postil.corpus.article_json import article_of
from postil.corpus.bad_line import BadLine
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST, Line, lines
from postil.corpus.postil_jsonl import record_of
from postil.corpus.sources import Source
from postil.corpus.strict_json import BadJson, parse
from postil.corpus.text import undecodable
from postil.schema.errors import PostilError
from postil.schema.record import Record
from postil.schema.safe import safe


def read_jsonl(
    stream: BinaryIO, source: Source, codec: Codec, *, own: bool = False, annotations: bool = False
) -> Iterator[Record | BadLine]:
    """The articles of a JSONL file, one line in memory at a time. Blank lines are passed over.

    A line with the key "postil" is read as a postil record, with its annotations; `own` refuses every other line. On the
    rest, `text` is the article, `id` its id (else "<file stem>-<line>"), and `meta` and every other key its metadata; with
    `annotations`, the keys that hold annotations (`annotated_jsonl`) are read as such.
    """
    hint = ""
    for line in lines(stream, codec):
        if not line.whole:
            reason = f"the line is longer than {LONGEST // 2**20} MB"
            yield BadLine(source.name, line.number, line.byte, reason, line.raw)
            continue
        try:
            text = line.raw.decode(codec.name)
        except UnicodeDecodeError as error:
            hint = hint or advice(line.raw[:100_000])
            yield BadLine(source.name, line.number, line.byte + error.start, undecodable(error), line.raw, hint)
            continue
        text = text.rstrip(" \t\r\n")
        if not text:
            continue
        try:
            yield _record(text, source, line, own, annotations)
        except BadJson as error:
            at = line.byte + len(text[: error.at].encode(codec.name))
            yield BadLine(source.name, line.number, at, error.reason, line.raw, _hint(text))
        except PostilError as error:
            yield BadLine(source.name, line.number, line.byte, error.message, line.raw, error.hint)


def _record(text: str, source: Source, line: Line, own: bool, annotations: bool) -> Record:
    value = parse(text)
    if not isinstance(value, Mapping):
        raise PostilError("not a JSON object", hint='JSONL holds one object on each line: {"text": "…"}.')
    where = f"{safe(source.name)}, line {line.number}"
    if "postil" in value or own:
        return record_of(value, where)
    fallback = f"{source.id}-{line.number}"
    if annotations:
        return annotated_of(value, fallback, where)
    return Record(article_of(value, fallback), where=where)


def _hint(text: str) -> str:
    if text.strip() in ("{", "[", "[{"):
        return "JSONL holds one whole object on each line. `jq -c .` or `jq -c '.[]'` makes it from a .json file."
    return ""

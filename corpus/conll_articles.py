"""A file of tokens and tags as articles: lists of sentences, each of them a list of rows; in constant memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, NamedTuple

from postil.corpus.bad_line import BadLine
from postil.corpus.conll_layout import SENTENCES, Layout, is_inline, is_start, layout, newdoc
from postil.corpus.conllu import NO_TAGS, form_of, has_tags, misc_of, numbers, spaced, tag_of
from postil.corpus.encoding import Codec, advice
from postil.corpus.lines import LONGEST, Line, lines
from postil.corpus.sources import Source
from postil.corpus.tags import is_tag
from postil.corpus.text import undecodable
from postil.schema.safe import safe

_KNOWN = 10_000
_AHEAD = 4 * 1024 * 1024
_FILLERS = frozenset(("-X-", "_", "-", "O", "-DOCSTART-"))
_TAGS = "The last column must hold O, or a label after B-, I-, E-, S-, L-, U- or M-."
_SEVERAL = re.compile(r"\|(?:O|[BIESLUM]-[^|]+)(?=\||$)")


class Row(NamedTuple):
    """One token with its tag (or several, for nested spans), and the line and byte where it stands; `space`: whether a space
    comes behind it, None where the file does not say so.
    """

    token: str
    tags: tuple[str, ...]
    line: int
    byte: int
    space: bool | None = None


@dataclass(slots=True)
class Tagged:
    """What one article of the file is: `id` ("" where the file has none), the `line` and `byte` where it begins, whether it
    has `started` with a line that says so, its sentences, and how many comments and columns without place there were;
    `pieces` are tags of words that are only a part of a token.
    """

    id: str = ""
    line: int = 0
    byte: int = 0
    started: bool = False
    sentences: list[list[Row]] = field(default_factory=list)
    comments: int = 0
    columns: bool = False
    pieces: int = 0

    @property
    def rows(self) -> Iterator[Row]:
        """The rows of all sentences."""
        return chain.from_iterable(self.sentences)


def articles(stream: BinaryIO, source: Source, codec: Codec, *, own: bool = False) -> Iterator[Tagged | BadLine]:
    """The articles of the file. They begin with a -DOCSTART- line or "# newdoc"; a file without such lines is one article,
    or, if it has more than SENTENCES sentences, an article for each sentence. An article with a line that cannot be read
    is that BadLine. The only article of a file has its id from the file. `own`: it is a file that postil wrote, where labels
    may be called like anything.
    """
    feed = lines(stream, codec)
    ahead, ended = _ahead(feed, codec)
    texts = [_text(line, codec) or "" for line in ahead]
    form = layout(texts)
    if form.universal and not has_tags(texts):
        first = next(line for line, text in zip(ahead, texts, strict=True) if text.strip() and not text.startswith("#"))
        yield BadLine(source.name, first.number, first.byte, NO_TAGS, first.raw)
        return
    starts = sum(is_start(text) or newdoc(text) is not None for text in texts)
    parser = _Parser(source, codec, form, each=not starts and not ended, own=own)
    found = parser.articles(chain(ahead, feed))
    if not ended or starts > 1:
        yield from found
        return
    kept = list(found)
    if len(kept) == 1 and isinstance(kept[0], Tagged):
        kept[0].id = kept[0].id or source.id
    yield from kept


def _ahead(feed: Iterator[Line], codec: Codec) -> tuple[list[Line], bool]:
    """The first lines, as many as it takes to know what the file is; and whether that is all of it."""
    taken: list[Line] = []
    size = sentences = 0
    within = inline = False
    for line in feed:
        taken.append(line)
        size += len(line.raw)
        text = _text(line, codec)
        blank = text is not None and not text.strip(" \t")
        if text and not sentences and not within and not is_start(text):
            inline = is_inline(text)
        sentences += within and (blank or inline)
        within = not blank
        if size > _AHEAD or sentences + within > SENTENCES:
            return taken, False
    return taken, True


def _text(line: Line, codec: Codec) -> str | None:
    try:
        return line.raw.decode(codec.name).rstrip("\n").removesuffix("\r") if line.whole else None
    except UnicodeDecodeError:
        return None


class _Parser:
    def __init__(self, source: Source, codec: Codec, form: Layout, *, each: bool, own: bool) -> None:
        self._source, self._codec, self._form, self._each, self._own = source, codec, form, each, own
        self._others, self._sound = form.others, set[tuple[str, ...]]()
        self._within = 0
        self._now = Tagged()
        self._sentence: list[Row] = []
        self._size = 0
        self._bad: BadLine | None = None

    def articles(self, feed: Iterator[Line]) -> Iterator[Tagged | BadLine]:
        for line in feed:
            text = _text(line, self._codec)
            name = None if text is None else "" if is_start(text) else newdoc(text)
            blank = text is not None and not text.strip(" \t")
            if name is not None:
                yield from self._end()
                self._now = Tagged(name, line.number, line.byte, started=True)
            elif self._each and (blank or self._form.inline):
                yield from self._end()
                self._now = Tagged()
            if name is None and blank:
                self._break()
            elif name is None and self._bad is None:
                self._bad = self._add(line, text)
        yield from self._end()

    def _end(self) -> Iterator[Tagged | BadLine]:
        self._break()
        if self._bad is not None:
            yield self._bad
        elif self._now.started or self._now.sentences:
            yield self._now
        self._bad, self._size = None, 0

    def _break(self) -> None:
        if self._sentence:
            self._now.sentences.append(self._sentence)
            self._sentence = []

    def _add(self, line: Line, text: str | None) -> BadLine | None:
        """One line more; what is wrong with it."""
        self._size += len(line.raw)
        if text is None or self._size > LONGEST:
            return self._unreadable(line)
        if self._form.is_comment(text):
            self._now.comments += 1
            return None
        if "\r" in text:
            return self._wrong(line, "a carriage return stands within the line", "Lines must end with LF, or CR LF.")
        if self._form.universal:
            return self._universal(line, text.split("\t"))
        if not self._form.inline:
            return self._row(line, text, self._form.cells(text))
        for word in text.split(" "):
            bad = self._row(line, text, word.rsplit("|", self._form.columns - 1)) if word else None
            if bad:
                return bad
        self._break()
        return None

    def _row(self, line: Line, text: str, cells: list[str]) -> BadLine | None:
        tags, wanted = tuple(cells[self._form.tags]), self._form.columns
        wrong = None if tags in self._sound else next((tag for tag in tags if not is_tag(tag)), None)
        if len(cells) < 2:
            return self._wrong(line, f"{_short(text)} is a token without a tag")
        if wrong is not None:
            return self._wrong(line, f"{_short(wrong)} is no tag")
        if len(cells) != wanted:
            return self._wrong(line, f"columns: {len(cells)}, where most lines have {wanted}")
        if tags not in self._sound and not self._own and any(_SEVERAL.search(tag) for tag in tags):
            return self._wrong(line, f"{_short(tags[-1])} is several tags in one", "Nested spans need a column for each level.")
        token = cells[self._form.word]
        if not token:
            return self._wrong(line, "the token is missing")
        if len(self._sound) < _KNOWN:
            self._sound.add(tags)
        if self._others and not self._now.columns:
            self._now.columns = any(cells[n] not in _FILLERS for n in self._others)
        self._put(Row(token, tags, line.number, line.byte))
        return None

    def _universal(self, line: Line, cells: list[str]) -> BadLine | None:
        """A row of CoNLL-U: a word, a token that the next words are pieces of, or a word that is not in the text."""
        found = numbers(cells[0])
        if found is None or len(cells) != self._form.columns or not form_of(cells):
            return self._wrong(
                line, "a row of CoNLL-U has a number, a word, and ten columns in all, with tabs between them", ""
            )
        first, last = found
        self._now.columns = True
        if last < first:
            return None
        row = Row(form_of(cells), (tag_of(misc_of(cells)) or "O",), line.number, line.byte, spaced(misc_of(cells)))
        if first == 1:
            self._within = 0
        if last == first <= self._within:
            return self._piece(line, row)
        self._within = last if last > first else 0
        self._put(row)
        return None

    def _piece(self, line: Line, row: Row) -> BadLine | None:
        """The tag of a word within a token, which is the token's."""
        whole = self._sentence[-1]
        (tag,), (known,) = row.tags, whole.tags
        if tag == "O" or tag[2:] == known[2:]:
            return None
        if known != "O":
            return self._wrong(line, f"{_short(whole.token)} has pieces of several entities", "")
        self._now.pieces += 1
        self._sentence[-1] = whole._replace(tags=row.tags)
        return None

    def _put(self, row: Row) -> None:
        if not self._now.line:
            self._now.line, self._now.byte = row.line, row.byte
        self._sentence.append(row)

    def _wrong(self, line: Line, reason: str, hint: str = _TAGS) -> BadLine:
        return BadLine(self._source.name, line.number, line.byte, reason, line.raw, hint)

    def _unreadable(self, line: Line) -> BadLine:
        where = (self._source.name, line.number, line.byte)
        if not line.whole or self._size > LONGEST:
            what = "article" if line.whole else "line"
            return BadLine(*where, f"the {what} is longer than {LONGEST // 2**20} MB", line.raw)
        try:
            line.raw.decode(self._codec.name)
        except UnicodeDecodeError as error:
            byte = line.byte + error.start
            return BadLine(self._source.name, line.number, byte, undecodable(error), line.raw, advice(line.raw[:100_000]))
        raise AssertionError("the line can be read")


def _short(text: str) -> str:
    return f"“{safe(text if len(text) <= 40 else text[:39] + '…')}”"

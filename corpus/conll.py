"""CoNLL-2002, -2003 and alike: tokens with tags, one a line, or many on a line behind bars."""

from collections.abc import Iterator
from typing import BinaryIO

from postil.corpus.bad_line import BadLine
from postil.corpus.conll_articles import Tagged, articles
from postil.corpus.conll_offsets import restored
from postil.corpus.detokenise import joined
from postil.corpus.encoding import Codec
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.corpus.tags import spans
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.loss import Effect, Limit, Part
from postil.schema.record import Record, Status, Work
from postil.schema.safe import safe

WHITE = Limit("articles whose white space is made up, since the file has tokens only", Effect.ASIDE, Part.TEXT)
COLUMNS = Limit("articles with columns beside token and tag, such as parts of speech", Effect.ASIDE, Part.META)
COMMENTS = Limit("comments in the file", Effect.ASIDE, Part.META)
PIECES = Limit("spans that begin or end within a token: they take in all of it", Effect.CHANGED)
_OFFSETS = ".offsets.jsonl"


def read_conll(stream: BinaryIO, source: Source, codec: Codec, reading: Reading) -> Iterator[Record | BadLine]:
    """The articles of the file (see `conll_articles.articles`), their spans in a layer without a name.

    With the file of offsets that postil writes beside, text, ids and what is known of each annotation are as they were;
    the annotations are those of this file, and whatever was changed in it is read as changed.
    """
    beside = next((path for path in source.companions if path.name.endswith(_OFFSETS)), None)
    found = articles(stream, source, codec, own=beside is not None)
    for item in restored(found, source, beside) if beside else (_made(tagged, source) for tagged in found):
        if isinstance(item, BadLine):
            yield item
            continue
        tagged, record = item
        if record is None:
            continue
        if not beside:
            reading.losses.article(WHITE, record.article)
        if tagged.columns:
            reading.losses.article(COLUMNS, record.article)
        reading.losses.article(COMMENTS, record.article, count=tagged.comments)
        reading.losses.article(PIECES, record.article, count=tagged.pieces)
        yield record


def _made(tagged: Tagged | BadLine, source: Source) -> tuple[Tagged, Record | None] | BadLine:
    """The article with a text made of its tokens: a line for each sentence; None for one without tokens."""
    if isinstance(tagged, BadLine):
        return tagged
    if not tagged.sentences:
        return tagged, None
    text: list[str] = []
    annotations: list[Annotation] = []
    base = 0
    for sentence in tagged.sentences:
        line, starts = joined([row.token for row in sentence], [row.space for row in sentence])
        levels = zip(*(row.tags for row in sentence), strict=True)
        for first, end, label in (span for tags in levels for span in spans(tags)):
            start, stop = starts[first], starts[end - 1] + len(sentence[end - 1].token)
            annotations.append(
                Annotation(
                    id=f"a{len(annotations) + 1}",
                    layer="",
                    label=label,
                    start=base + start,
                    end=base + stop,
                    text=line[start:stop],
                    verdict=Verdict.ADDED,
                    by=NOBODY,
                )
            )
        text.append(line)
        base += len(line) + 1
    article = Article(tagged.id or f"{source.id}-{tagged.line}", "\n".join(text))
    if not article.text.strip():
        return BadLine(source.name, tagged.line, tagged.byte, "the article has no text")
    where = f"{safe(source.name)}, line {tagged.line}"
    return tagged, Record(article, tuple(annotations), work={NOBODY: Work(Status.DONE)}, where=where)

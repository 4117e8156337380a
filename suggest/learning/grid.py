"""The rules' own tokens as a spaCy tokenizer, and what a document keeps of what the rules found.

The same tokens as the rules have: what they find always stands on them, and so does nearly everything that people mark.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.suggest.analyst import Analyst, Study
from postil.suggest.learning.sight import Sight, look
from postil.suggest.text.fold import fold
from postil.suggest.text.tokens import tokenize

TOKENIZER = "postil.Tokenizer.v1"
FINDINGS = "postil_findings"
_KEY = "postil"


class Grid:
    """A spaCy tokenizer. What stands between the tokens, white space as a rule, becomes tokens of its own."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        return self._doc(text, [(token.start, token.end) for token in tokenize(fold(text))])

    def studied(self, study: Study, *, frames: bool) -> Doc:
        """The document of an article that was studied; hidden regions are one token each."""
        analysis = study.analysis
        doc = self._doc(analysis.text, [(token.start, token.end) for token in analysis.tokens])
        doc.user_data[_KEY] = look(study, frames=frames)
        return doc

    def _doc(self, text: str, places: Iterable[tuple[int, int]]) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in (*places, (len(text), len(text))):
            gap = text[at:start]
            if gap.startswith(" ") and words:
                spaces[-1] = True
                gap = gap[1:]
            if gap:
                words.append(gap)
                spaces.append(False)
            if start < end:
                words.append(text[start:end])
                spaces.append(False)
            at = end
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: object) -> "Grid":
        return self

    def to_disk(self, path: object, **_: object) -> None:
        """There is nothing to keep."""

    def from_disk(self, path: object, **_: object) -> "Grid":
        return self


class Findings:
    """Runs the rules over a document, for the taggers behind it, unless it was made from an article they have read."""

    def __init__(self, language: str, frames: bool) -> None:
        self.frames = frames
        self._language = language
        self._analyst = Analyst(Scheme(name="", language=language))

    def __call__(self, doc: Doc) -> Doc:
        if _KEY not in doc.user_data:
            article = Article("", doc.text, {"language": self._language})
            doc.user_data[_KEY] = look(self._analyst.study(article), frames=self.frames)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0) -> Iterator[Doc]:
        return (self(doc) for doc in stream)


def sight_of(doc: Doc) -> Sight:
    """What the rules found in the document."""
    return cast(Sight, doc.user_data[_KEY])


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]  # spaCy's registries have no types
def make_tokenizer() -> Callable[[Language], Grid]:
    """What the configuration of a saved pipeline names."""
    return lambda nlp: Grid(nlp.vocab)


@Language.factory(FINDINGS, default_config={"frames": False})
def make_findings(nlp: Language, name: str, frames: bool) -> Findings:
    """What the configuration of a saved pipeline names."""
    return Findings(nlp.lang or "xx", frames)

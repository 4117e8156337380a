"""Article in, suggestions out: the stages in their order, and their hits turned into the scheme's suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from importlib.resources import files

from postil.schema.annotation import Suggestion
from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.suggest.analysis import Analysis, ChoiceHit, FrameHit
from postil.suggest.choices import rank
from postil.suggest.entities import Entities
from postil.suggest.events import Telling
from postil.suggest.events import find as events_of
from postil.suggest.fold import fold
from postil.suggest.layers import Layers
from postil.suggest.sentences import paragraphs, quotes, sentences
from postil.suggest.stance import find as claims_of
from postil.suggest.tokens import tokenize

LANGUAGES = ("fr", "en")


class Suggester:
    """Makes suggestions for the layers and labels of one scheme. `lists` are the project's lists, e.g. its stance targets."""

    def __init__(self, scheme: Scheme, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        self.scheme = scheme
        self.lists = dict(lists or scheme.lists)
        self.version = f"rules-{_fingerprint()}"
        self._entities = Entities()
        self._layers = Layers(scheme)

    def suggest(self, article: Article) -> tuple[Suggestion, ...]:
        """The suggestions, sorted by offset, choices last; every id is made from the suggestion's identity."""
        analysis = self.analyse(article)
        frames: list[FrameHit] = []
        choices: list[ChoiceHit] = []
        if self._layers.wants_frames:
            telling = Telling(analysis)
            events, claims = events_of(telling), claims_of(telling)
            frames = [*events, *claims]
            choices = rank(analysis, events, claims)
        return self._layers.suggestions(article.text, analysis.entities, frames, choices)

    def analyse(self, article: Article) -> Analysis:
        """The article's views and entities, as the later stages see them."""
        folded = fold(article.text, article.hidden)
        language = next((code for code in (article.language[:2], self.scheme.language[:2]) if code in LANGUAGES), "fr")
        analysis = Analysis(
            text=article.text,
            folded=folded,
            language=language,
            tokens=tokenize(folded),
            paragraphs=paragraphs(folded),
            sentences=sentences(folded),
            quotes=quotes(folded),
            lists=self.lists,
            date=article.date,
            title=article.title,
        )
        return replace(analysis, entities=self._entities.find(analysis))


def _fingerprint() -> str:
    """A digest of every rule: of the code and the tables of this room."""
    digest = blake2b(digest_size=6)
    room = files("postil.suggest")
    for folder in (room, room / "data"):
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".tsv", ".txt", ".json")):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()

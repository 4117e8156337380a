"""What is asked about one article: pieces of its text, messages, the form of the answer, and the key that it is kept by."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from postil.schema.article import Article
from postil.schema.json_types import Json
from postil.schema.scheme import Kind, Layer, Scheme
from postil.schema.settings import Llm
from postil.suggest.llm import prompt
from postil.suggest.llm.form import json_schema
from postil.suggest.llm.pieces import Piece, pieces
from postil.suggest.llm.spending import about_tokens

_REPEATED = 1.0  # tokens of an answer for each token of the text: quotes repeat much of it


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `key` changes with model, words of the prompt, scheme and text. `layers` are those asked about."""

    key: str
    piece: Piece
    layers: tuple[Layer, ...]
    messages: tuple[Mapping[str, str], ...]
    schema: Mapping[str, Json]
    tokens_in: int
    tokens_out: int


class Asker:
    """Makes the requests for articles, for the layers of one scheme that the settings name."""

    def __init__(self, settings: Llm, scheme: Scheme, lists: Mapping[str, Sequence[str]]) -> None:
        self._model = settings.model
        # A layer that wants an answer for each entry of an empty list wants none.
        wanted = [layer for layer in scheme.layers if not settings.layers or layer.name in settings.layers]
        self.layers = tuple(layer for layer in wanted if layer.labels and (not layer.each or lists.get(layer.each)))
        marks = tuple(layer for layer in self.layers if layer.kind is not Kind.CHOICES)
        self._first = _Fixed.of(scheme, self.layers, lists)
        self._rest = _Fixed.of(scheme, marks, lists)
        self.version = _digest(self._model, self._first.kept)

    def requests(self, article: Article) -> list[Request]:
        """The requests for one article. The first piece, which holds the lead, answers for the article as a whole."""
        asked = [(piece, self._rest if place else self._first) for place, piece in enumerate(pieces(article))]
        return [self._request(piece, fixed) for piece, fixed in asked if fixed.layers]

    def _request(self, piece: Piece, fixed: "_Fixed") -> Request:
        user = prompt.enclosed(piece.shown)
        messages = ({"role": "system", "content": fixed.system}, {"role": "user", "content": user})
        key = _digest(self._model, fixed.kept, piece.shown, size=20)
        tokens_in = about_tokens(len(fixed.system) + fixed.form_length + len(user))
        return Request(
            f"llm:{key}", piece, fixed.layers, messages, fixed.schema, tokens_in, round(_REPEATED * about_tokens(len(user)))
        )


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What is the same for every article. `kept` is what of it an answer is kept by."""

    layers: tuple[Layer, ...]
    system: str
    schema: Mapping[str, Json]
    form_length: int
    kept: str

    @classmethod
    def of(cls, scheme: Scheme, layers: tuple[Layer, ...], lists: Mapping[str, Sequence[str]]) -> "_Fixed":
        system = _sendable(prompt.instructions(scheme, layers, lists))
        schema = json_schema(layers, lists)
        # Lists grow while people annotate. An answer holds on until postil.yaml changes: else each new entry would have
        # every article asked anew.
        given = _sendable(prompt.instructions(scheme, layers, scheme.lists))
        return cls(layers, system, schema, len(json.dumps(schema)), f"{prompt.VERSION}\0{given}")


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _digest(*parts: str, size: int = 6) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=size).hexdigest()

"""A language model as a source, with a server that answers from a script: what its tests share."""

import threading
from typing import Any

from desks import SOURCE, TEXT
from endpoints import Endpoint, Hours, Said, client
from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.schema.scheme_file import parse_project
from postil.suggest.llm.source import LlmSource

SCHEME = parse_project(SOURCE).scheme
NOTHING: Said = {layer.name: [] for layer in SCHEME.layers}
ARTICLE = Article("valdorie", TEXT, {"language": "fr"})


class Kept(dict[str, str]):
    """Answers kept in memory, only ever from one thread."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = threading.get_ident()

    def answer(self, key: str) -> str | None:
        assert threading.get_ident() == self.thread
        return self.get(key)

    def keep_answer(self, key: str, body: str) -> None:
        assert threading.get_ident() == self.thread
        self[key] = body


def source(endpoint: Endpoint, kept: Kept | None = None, *, scheme: Scheme = SCHEME, **given: Any) -> LlmSource:
    """The source with a client of the server."""
    budget = given.pop("budget", None)
    asking = client(endpoint, Hours(), **given)
    return LlmSource(asking.settings, scheme, answers=kept if kept is not None else Kept(), client=asking, budget=budget)


def span(quote: str, label: str, before: str = "", **more: Any) -> Said:
    return {"before": before, "quote": quote, "label": label, **more}

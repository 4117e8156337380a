"""`postil suggest --llm`: ask a language model about the articles that it has not answered about yet."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.cli import messages
from postil.cli.llm_words import announce, running, told
from postil.cli.lock import only_one
from postil.cli.progress import progress
from postil.cli.project import Project, here, opened
from postil.schema.errors import PostilError

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.db.store import Store
    from postil.schema.settings import Llm
    from postil.suggest.llm.source import LlmSource
    from postil.suggest.llm.spending import Estimate

_BATCH = 64
_IMPORTED = "import"  # what suggested for articles that came with suggestions: the rules leave them alone, too
_NOBODY = " "  # suggested for no article


@dataclass(slots=True)
class _Kept:
    """Answers kept in the store. An article with a new answer waits for suggestions again from then on, come what may."""

    store: "Store"
    tick: "Callable[[int], None] | None" = None
    numbers: dict[str, list[int]] = field(default_factory=dict)
    count: int = 0

    def answer(self, key: str) -> str | None:
        """The answer kept under the key, or None."""
        return self.store.answer(key)

    def keep_answer(self, key: str, body: str) -> None:
        """Keep an answer."""
        self.store.keep_answer(key, body)
        self.store.set_waiting(self.numbers[key])
        self.count += 1
        if self.tick:
            self.tick(self.count)


def ask(*, again: bool = False, limit: int | None = None, cost: float | None = None) -> None:
    """Ask, say what it costs, and keep the answers, from which suggestions are made afterwards.

    About `limit` articles at most; no more than `cost` is spent; `again`: also about articles that came with suggestions.
    Raises PostilError, KeyboardInterrupt; what was answered until then is kept.
    """
    project = here()
    settings = _settings(project, cost)
    from postil.suggest.llm.client import Client
    from postil.suggest.llm.source import LlmSource

    client = Client(settings)
    with only_one(project.folder / ".llm.lock", wait=True), opened(project, writing=True) as store:
        kept = _Kept(store)
        scheme = project.file.scheme
        lists = {name: (*given, *store.entries(name)) for name, given in scheme.lists.items()}
        source = LlmSource(settings, scheme, lists, kept, client=client, budget=cost)
        numbers, estimate = _missing(store, source, limit, again=again)
        if not numbers:
            messages.say(f"{settings.model} has answered about every article already; nothing is sent.")
            return
        announce(client, estimate, cost)
        try:
            with progress("Asking", estimate.requests, unit="answers", note=lambda: running(source, client)) as kept.tick:
                _ask(store, source, kept, numbers)
        finally:
            told(source, client)
            client.close()


def _settings(project: Project, cost: float | None) -> "Llm":
    settings = project.file.settings.suggest.llm
    if settings is None:
        raise PostilError(
            "postil.yaml names no language model.",
            hint='Write there, say:\nsuggest:\n  llm: {url: "http://localhost:11434/v1", model: qwen3}',
        )
    if cost is not None and not (settings.price_in or settings.price_out):
        raise PostilError(
            "--llm-limit needs to know what the language model costs.",
            hint="Write the prices of a million tokens into postil.yaml, under llm: price: {in: 0.5, out: 1.5}. "
            "--limit N ends after so many articles without them.",
        )
    return settings


def _missing(store: "Store", source: "LlmSource", limit: int | None, *, again: bool) -> "tuple[list[int], Estimate]":
    """The numbers of the articles to ask about, in their order, and what that would cost."""
    from postil.suggest.llm.spending import Estimate

    numbers: list[int] = []
    estimate, after = Estimate(), 0
    while batch := store.pending(_NOBODY if again else _IMPORTED, after=after, again=True):
        for number, article in batch:
            after = number
            if limit is not None and len(numbers) >= limit:
                return numbers, estimate
            if (one := source.estimate(article)).requests:
                numbers.append(number)
                estimate += one
    return numbers, estimate


def _ask(store: "Store", source: "LlmSource", kept: _Kept, numbers: list[int]) -> None:
    for first in range(0, len(numbers), _BATCH):
        batch = [(number, store.article(number)) for number in numbers[first : first + _BATCH]]
        kept.numbers = {}
        for number, article in batch:
            for key in source.keys(article):
                kept.numbers.setdefault(key, []).append(number)
        source.suggest_many([article for _, article in batch])
        if source.exhausted:
            return

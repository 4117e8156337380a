"""A language model as a source of suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

from postil.schema.annotation import AND, Suggestion
from postil.schema.article import Article
from postil.schema.scheme import Scheme
from postil.schema.settings import Llm
from postil.suggest.llm.answers import Answer, Answers, Forgetful, kept
from postil.suggest.llm.faults import Unusable
from postil.suggest.llm.reading import MALFORMED, Reading, Tally
from postil.suggest.llm.request import Asker, Request
from postil.suggest.llm.spending import Estimate, Spending, cost

if TYPE_CHECKING:
    from postil.suggest.llm.answering import Answering
    from postil.suggest.llm.client import Client

_READERS = ("locate.py", "pieces.py", "reading.py")


class LlmSource:
    """Suggests what a language model answered for the layers of one scheme. `lists` are the project's lists.

    Answers that are kept are used; without a `client` nothing else is, and nothing is sent anywhere. With one, the missing
    answers are asked for, several at a time, as long as no more than `budget` is spent. All of `answers` is called in the
    thread that calls `suggest_many`. Scores are a constant until they are calibrated.
    """

    def __init__(
        self,
        settings: Llm,
        scheme: Scheme,
        lists: Mapping[str, Sequence[str]] | None = None,
        answers: Answers | None = None,
        *,
        client: "Client | None" = None,
        budget: float | None = None,
    ) -> None:
        self.settings = settings
        self.name = f"llm:{settings.model.replace(AND, '+')}"
        self._lists = dict(lists or scheme.lists)
        self._asker = Asker(settings, scheme, self._lists)
        self.version = f"llm-{self._asker.version}-{_fingerprint()}"
        self._answers = Forgetful() if answers is None else answers
        self._answering = _answering(client, self._answers, budget) if client else None
        self._tally = Tally()
        self._cached = 0

    @property
    def exhausted(self) -> bool:
        """Whether something was left unasked because of the budget."""
        return self._answering is not None and self._answering.exhausted

    @property
    def faults(self) -> tuple[Unusable, ...]:
        """Of each kind of useless reply the first, as a sentence."""
        return tuple(self._answering.faults.values()) if self._answering else ()

    @property
    def spending(self) -> Spending:
        """What was spent so far, and what became of the quotes."""
        told = Spending(cached=self._cached, located=self._tally.located, dropped=dict(self._tally.dropped.most_common()))
        if self._answering is None:
            return told
        used = self._answering.client.used
        return replace(
            told,
            requests=used.requests,
            tokens_in=used.tokens_in,
            tokens_out=used.tokens_out,
            estimated=used.estimated,
            cost=self._answering.cost,
            failed=dict(self._answering.failed.most_common()),
        )

    def keys(self, article: Article) -> tuple[str, ...]:
        """The keys under which the answers about the article are kept."""
        return tuple(request.key for request in self._asker.requests(article))

    def estimate(self, article: Article) -> Estimate:
        """What asking for the answers would cost that are not kept."""
        requests = self._asker.requests(article)
        missing = [request for request in requests if kept(self._answers, request) is None]
        if self._answering and len(missing) < len(requests):
            self._answering.good = True
        tokens_in, tokens_out = sum(r.tokens_in for r in missing), sum(r.tokens_out for r in missing)
        return Estimate(bool(missing), len(missing), tokens_in, tokens_out, cost(self.settings, tokens_in, tokens_out))

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        """For each article its suggestions, by offset, choices last. Raises PostilError when asking makes no sense."""
        asked = [self._asker.requests(article) for article in articles]
        answers: dict[str, Answer] = {}
        for request in (request for requests in asked for request in requests):
            if (answer := kept(self._answers, request)) is not None:
                answers[request.key] = answer
        self._cached += len(answers)
        if self._answering:
            self._answering.good = self._answering.good or bool(answers)
            answers |= self._answering.ask(r for requests in asked for r in requests if r.key not in answers)
        return [self._read(article, requests, answers) for article, requests in zip(articles, asked, strict=True)]

    def _read(self, article: Article, requests: Sequence[Request], answers: Mapping[str, Answer]) -> tuple[Suggestion, ...]:
        answered = [request for request in requests if request.key in answers]
        told = [(request.piece, answers[request.key]) for request in answered]
        if not told:
            return ()
        lacking = sum(any(layer.name not in answers[one.key] for layer in one.layers) for one in answered)
        if lacking:
            self._tally.dropped[MALFORMED] += lacking
        return Reading(article, self._asker.layers, self._lists, self.name, self._tally).read(told)


def _answering(client: "Client", answers: Answers, budget: float | None) -> "Answering":
    from postil.suggest.llm.answering import Answering  # brings httpx, which nobody needs who asks nothing

    return Answering(client, answers, budget)


@cache
def _fingerprint() -> str:
    """A digest of what makes suggestions of answers."""
    room = files("postil.suggest.llm")
    return blake2b(b"".join(room.joinpath(name).read_bytes() for name in _READERS), digest_size=3).hexdigest()

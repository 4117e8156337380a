"""Answers of a language model are kept, and asked for once and within the budget; faults cost what they must, and no more."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from answers import ARTICLE, SCHEME, Kept, source, span
from desks import TEXT
from endpoints import KEY, VARIABLE, Asked, Endpoint, Hours, client, said, settings, wrong
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.suggest.llm.client import Client
from postil.suggest.llm.faults import Unreachable, Unusable
from postil.suggest.llm.source import LlmSource
from postil.suggest.llm.spending import Estimate


def test_what_is_kept_is_never_asked_again(endpoint: Endpoint) -> None:
    endpoint.answers = [said({"entity": [span("Tomas Brell", "PER")]})]
    kept = Kept()
    first = source(endpoint, kept).suggest_many([ARTICLE, ARTICLE])
    assert len(endpoint.asked) == 1
    again = source(endpoint, kept)
    assert again.suggest_many([ARTICLE, ARTICLE]) == first
    assert len(endpoint.asked) == 1
    assert (again.spending.requests, again.spending.cached, again.spending.cost) == (0, 1, 0.0)
    offline = LlmSource(again.settings, SCHEME, answers=kept)
    assert offline.suggest_many([ARTICLE, ARTICLE]) == first
    assert offline.version == again.version
    assert all(KEY not in key + body for key, body in kept.items())


def test_without_a_client_nothing_is_asked(endpoint: Endpoint) -> None:
    found = LlmSource(settings(endpoint), SCHEME, answers=Kept())
    assert found.suggest_many([ARTICLE]) == [()]
    assert endpoint.asked == []


def test_another_text_scheme_or_model_is_asked_about_anew(endpoint: Endpoint) -> None:
    kept = Kept()
    source(endpoint, kept).suggest_many([ARTICLE])
    source(endpoint, kept).suggest_many([replace(ARTICLE, text=TEXT + "Fin.")])
    source(endpoint, kept, model="other").suggest_many([ARTICLE])
    source(endpoint, kept, layers=("entity",)).suggest_many([ARTICLE])
    entity = SCHEME.layer("entity")
    helped = replace(entity, labels=(replace(entity.labels[0], help="Only living persons."), *entity.labels[1:]))
    source(endpoint, kept, scheme=replace(SCHEME, layers=(helped, *SCHEME.layers[1:]))).suggest_many([ARTICLE])
    source(endpoint, kept, scheme=replace(SCHEME, lists={"targets": ("la lune",)})).suggest_many([ARTICLE])
    assert len(endpoint.asked) == len(kept) == 6
    source(endpoint, kept, per_minute=3, price_in=9.0).suggest_many([ARTICLE])
    assert len(endpoint.asked) == 6


def test_an_entry_added_on_the_screen_leaves_answers_valid(endpoint: Endpoint) -> None:
    kept = Kept()
    first = source(endpoint, kept)
    first.suggest_many([ARTICLE])
    grown = {"targets": [*SCHEME.lists["targets"], "la lune"]}
    later = LlmSource(first.settings, SCHEME, grown, kept, client=client(endpoint))
    later.suggest_many([ARTICLE])
    assert len(endpoint.asked) == 1
    later.suggest_many([replace(ARTICLE, text="Autre chose.")])
    assert "- la lune" in endpoint.asked[1].system


def test_a_kept_answer_that_is_damaged_is_asked_for_again(endpoint: Endpoint) -> None:
    kept = Kept()
    source(endpoint, kept).suggest_many([ARTICLE])
    for key in kept:
        kept[key] = kept[key][:1]
    source(endpoint, kept).suggest_many([ARTICLE])
    assert len(endpoint.asked) == 2


def numbered(count: int) -> list[Article]:
    return [Article(f"a{number}", f"Article {number} de Tomas Brell.") for number in range(count)]


def test_a_useless_reply_costs_its_article_only(endpoint: Endpoint) -> None:
    endpoint.answer = lambda asked: said("no") if "Article 1 " in asked.user else said({"entity": [span("Tomas Brell", "PER")]})
    found = source(endpoint)
    assert [len(made) for made in found.suggest_many(numbered(3))] == [1, 0, 1]
    assert found.spending.failed == {"not JSON": 1}
    assert [fault.reason for fault in found.faults] == ["not JSON"]


def test_a_model_that_is_of_no_use_at_all_is_not_asked_on(endpoint: Endpoint) -> None:
    endpoint.answers = [said("no")]
    with pytest.raises(Unusable, match="not the JSON"):
        source(endpoint).suggest_many(numbered(50))
    assert len(endpoint.asked) < 10


def test_a_fault_for_good_ends_asking_and_keeps_what_came(endpoint: Endpoint) -> None:
    endpoint.answer = lambda asked: wrong(401) if len(endpoint.asked) > 10 else said({})
    kept = Kept()
    with pytest.raises(Unreachable, match="refuses the key"):
        source(endpoint, kept).suggest_many(numbered(50))
    assert len(kept) == 10
    assert len(endpoint.asked) <= 14


def test_asking_ends_before_too_much_is_spent(endpoint: Endpoint) -> None:
    endpoint.answers = [said({}, tokens=(10_000, 5_000))]  # 0.015 each
    kept = Kept()
    found = source(endpoint, kept, budget=0.1)
    found.suggest_many(numbered(50))
    assert found.exhausted
    assert 0.05 < found.spending.cost <= 0.1


def test_the_estimate_counts_what_is_missing(endpoint: Endpoint) -> None:
    kept = Kept()
    found = source(endpoint, kept)
    found.suggest_many(numbered(2))
    told = sum((found.estimate(article) for article in numbered(5)), Estimate())
    assert (told.articles, told.requests) == (3, 3)
    system = len(endpoint.asked[0].system)
    assert 3 * system / 5 < told.tokens_in < 3 * system
    assert told.cost == pytest.approx((told.tokens_in * 0.5 + told.tokens_out * 2.0) / 1e6)


def test_several_requests_are_under_way_at_once(endpoint: Endpoint) -> None:
    together = threading.Barrier(4, timeout=20)

    def answer(asked: Asked) -> Any:
        together.wait()
        return said({})

    endpoint.answer = answer
    assert source(endpoint).suggest_many(numbered(8)) == [()] * 8


def test_an_interruption_keeps_what_is_paid_for(endpoint: Endpoint) -> None:
    """The third answer to come interrupts; those under way then still come and are kept, and nothing more is sent."""
    kept = Kept()

    class Interrupting(Kept):
        def keep_answer(self, key: str, body: str) -> None:
            kept.keep_answer(key, body)
            if len(kept) == 3:
                raise KeyboardInterrupt

    asking = client(endpoint, Hours())
    found = LlmSource(asking.settings, SCHEME, answers=Interrupting(), client=asking)
    with pytest.raises(KeyboardInterrupt):
        found.suggest_many(numbered(50))
    assert len(kept) == len(endpoint.asked) <= 6
    source(endpoint, kept).suggest_many(numbered(50))
    assert len(endpoint.asked) == 50


def test_after_an_interruption_nothing_is_tried_again(endpoint: Endpoint) -> None:
    """Three requests wait to be sent again when a fourth is answered and the interruption comes: they are not sent."""
    others = threading.Semaphore(0)

    def answer(asked: Asked) -> Any:
        if "Article 0 " not in asked.user:
            others.release()
            return wrong(500)
        for _ in range(3):
            others.acquire(timeout=20)
        return said({})

    class Interrupting(Kept):
        def keep_answer(self, key: str, body: str) -> None:
            raise KeyboardInterrupt

    endpoint.answer = answer
    asking = Client(settings(endpoint), environment={VARIABLE: KEY})
    with pytest.raises(KeyboardInterrupt):
        LlmSource(asking.settings, SCHEME, answers=Interrupting(), client=asking).suggest_many(numbered(9))
    assert len(endpoint.asked) == 4
    assert asking.stopped


def test_an_error_of_ours_in_a_thread_is_raised(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = client(endpoint)
    monkeypatch.setattr(asking, "ask", lambda messages, schema: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        LlmSource(asking.settings, SCHEME, answers=Kept(), client=asking).suggest_many([ARTICLE])


def test_a_database_that_fails_ends_asking(endpoint: Endpoint) -> None:
    class Full(Kept):
        def keep_answer(self, key: str, body: str) -> None:
            raise PostilError("The disk is full.")

    asking = client(endpoint)
    with pytest.raises(PostilError, match="disk is full"):
        LlmSource(asking.settings, SCHEME, answers=Full(), client=asking).suggest_many(numbered(50))
    assert len(endpoint.asked) <= 8


def test_the_body_kept_is_plain_ascii_json(endpoint: Endpoint) -> None:
    kept = Kept()
    endpoint.answers = [said({"entity": [span("Mornésie\ud800", "GPE")]})]
    source(endpoint, kept).suggest_many([ARTICLE])
    [body] = kept.values()
    assert body.isascii()
    assert json.loads(body)["entity"][0]["label"] == "GPE"


@pytest.mark.parametrize("before", ["estimate", "suggest_many"])
def test_giving_up_needs_many_useless_replies_where_a_good_one_is_kept(endpoint: Endpoint, before: str) -> None:
    """Else a few articles that no answer is to be had for would end every run before it comes to the others."""
    kept = Kept()
    source(endpoint, kept).suggest_many(numbered(1))
    endpoint.answer = lambda asked: said("no")
    found = source(endpoint, kept)
    if before == "estimate":
        found.estimate(numbered(1)[0])
    found.suggest_many(numbered(15)[before == "estimate" :])
    assert found.spending.failed == {"not JSON": 14}
    with pytest.raises(Unusable):
        found.suggest_many([Article("b", f"Autre {number}.") for number in range(20)][:20])

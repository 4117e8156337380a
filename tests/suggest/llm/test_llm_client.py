"""Requests to a language model: what is sent, what is tried again, how each fault ends, and that the key stays secret."""

import email.utils
import logging
import threading
import time
from collections.abc import Iterator

import pytest

from endpoints import KEY, VARIABLE, Answer, Endpoint, Hours, client, said, serving, settings, wrong
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.settings import Llm
from postil.suggest.llm.client import Client
from postil.suggest.llm.faults import Unreachable, Unusable
from postil.suggest.llm.pace import Pace, Stopped

MESSAGES = ({"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": "La Valdorie"})
SCHEMA: dict[str, Json] = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as found:
        yield found


def refused(endpoint: Endpoint, **given: object) -> PostilError:
    """The error in which asking ends, and nowhere in which the key stands."""
    with pytest.raises(PostilError) as caught:
        client(endpoint, **given).ask(MESSAGES, SCHEMA)  # type: ignore[arg-type]
    assert KEY not in repr((caught.value, caught.value.hint, caught.value.args, caught.value.__dict__))
    return caught.value


def test_a_request_holds_model_messages_form_and_key(endpoint: Endpoint) -> None:
    endpoint.answers = [said({"entity": []})]
    asking = client(endpoint)
    assert asking.ask(MESSAGES, SCHEMA) == {"entity": []}
    asked = endpoint.asked[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["model"] == "qwen3"
    assert asked.body["messages"] == list(MESSAGES)
    form = asked.body["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"] == SCHEMA
    assert (asking.used.requests, asking.used.tokens_in, asking.used.tokens_out) == (1, 1000, 200)


def test_no_proxy_stands_before_a_server_on_this_machine(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert client(endpoint).ask(MESSAGES, SCHEMA) == {}


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.2/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://localhost.example.org/v1", False),
        ("http://127.example.org/v1", False),
        ("https://llm.example.org/v1", False),
        ("http://10.0.0.1/v1", False),
    ],
)
def test_what_this_machine_is(url: str, local: bool) -> None:
    assert Client(Llm(url=url, model="m"), environment={}).local is local


def test_a_server_without_a_key_gets_none(endpoint: Endpoint) -> None:
    Client(settings(endpoint, key=""), environment={}).ask(MESSAGES, SCHEMA)
    assert "authorization" not in endpoint.asked[0].headers


@pytest.mark.parametrize("value", ["", "  "])
def test_a_missing_key_is_a_sentence_that_names_the_variable(endpoint: Endpoint, value: str) -> None:
    error = refused(endpoint, key=value)
    assert VARIABLE in error.message
    assert endpoint.asked == []


@pytest.mark.parametrize("value", ["sk-\nabc", "“sk-abc”", "sk abc"])
def test_a_key_that_cannot_be_sent_is_not_repeated(endpoint: Endpoint, value: str) -> None:
    error = refused(endpoint, key=value)
    assert VARIABLE in error.message
    assert value not in repr((error, error.hint))


def test_a_busy_server_is_given_the_time_it_asks_for(endpoint: Endpoint) -> None:
    endpoint.answers = [wrong(429, "slow down", Retry_After="7"), said({"a": 1})]
    hours = Hours()
    assert client(endpoint, hours).ask(MESSAGES, SCHEMA) == {"a": 1}
    assert sum(hours.waited) == pytest.approx(7)


def test_the_time_may_be_given_as_a_date(endpoint: Endpoint) -> None:
    until = email.utils.formatdate(time.time() + 60, usegmt=True)
    endpoint.answers = [wrong(503, "", Retry_After=until), said({"a": 1})]
    hours = Hours()
    client(endpoint, hours).ask(MESSAGES, SCHEMA)
    assert 50 < sum(hours.waited) < 61


def test_one_busy_answer_holds_every_thread_back(endpoint: Endpoint) -> None:
    endpoint.answers = [wrong(429, "", Retry_After="60"), said({})]
    hours = Hours()
    pace = Pace(60, clock=hours, wait=hours.wait)
    Client(settings(endpoint), environment={VARIABLE: KEY}, pace=pace).ask(MESSAGES, SCHEMA)
    begun = hours.now
    pace.pause(30)
    pace.turn()
    assert hours.now == begun + 30


def test_too_long_a_pause_is_told_rather_than_waited_for(endpoint: Endpoint) -> None:
    endpoint.answers = [wrong(429, "", Retry_After="3000")]
    hours = Hours()
    with pytest.raises(Unreachable, match="50 minutes"):
        client(endpoint, hours).ask(MESSAGES, SCHEMA)
    assert hours.waited == []


def test_an_empty_account_is_not_asked_again(endpoint: Endpoint) -> None:
    endpoint.answers = [Answer(429, {"error": {"message": "You exceeded", "code": "insufficient_quota"}})]
    assert "used up" in refused(endpoint).message
    assert len(endpoint.asked) == 1


def test_a_failing_server_is_asked_again_with_growing_pauses(endpoint: Endpoint) -> None:
    endpoint.answers = [wrong(500), wrong(502), wrong(503), said({"a": 1})]
    hours = Hours()
    asking = client(endpoint, hours)
    assert asking.ask(MESSAGES, SCHEMA) == {"a": 1}
    assert asking.used.requests == 4
    first, second, third = hours.waited
    assert 0.8 <= first <= 1.2 < second <= 2.4 < third <= 4.8


def test_a_server_that_goes_on_failing_is_given_up(endpoint: Endpoint) -> None:
    endpoint.answers = [wrong(500, f"no memory for {KEY}\x1b[2J")]
    error = refused(endpoint)
    assert isinstance(error, Unreachable)
    assert "keeps failing (500): no memory for …" in error.message
    assert "\x1b" not in error.message
    assert len(endpoint.asked) == 5


def test_a_slow_server_is_asked_twice(endpoint: Endpoint) -> None:
    gate = threading.Event()
    endpoint.answers = [Answer(gate=gate)]
    error = refused(endpoint, timeout=0.6)
    gate.set()
    assert isinstance(error, Unusable)
    assert error.reason == "no reply in time"
    assert len(endpoint.asked) == 2


def test_nobody_listens() -> None:
    with serving() as gone:
        pass
    error = refused(gone)
    assert isinstance(error, Unreachable)
    assert gone.url.split("/")[2] in error.message
    assert "ollama serve" in error.hint


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key(endpoint: Endpoint, status: int) -> None:
    endpoint.answers = [wrong(status, f"Incorrect API key provided: {KEY[:9]}…{KEY[-4:]}")]
    error = refused(endpoint)
    assert f"refuses the key ({status})" in error.message
    assert VARIABLE in error.hint
    assert KEY[:9] not in error.message + error.hint
    assert len(endpoint.asked) == 1


def test_an_unknown_model_is_told_with_those_that_are_there(endpoint: Endpoint) -> None:
    endpoint.answers = [wrong(404, "model not found")]
    error = refused(endpoint)
    assert "'qwen3'" in error.message
    assert "qwen3:8b, small" in error.hint


def test_a_wrong_address(endpoint: Endpoint) -> None:
    endpoint.answers, endpoint.models = [wrong(404)], None
    error = refused(endpoint)
    assert error.message == f"There is nothing at {endpoint.url}/chat/completions (404)."
    assert "/v1" in error.hint


def test_a_redirect_is_not_followed(endpoint: Endpoint) -> None:
    endpoint.answers = [Answer(307, b"", {"location": "http://127.0.0.1:9/elsewhere"})]
    assert "sends requests elsewhere (307)" in refused(endpoint).message
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (said('{"entity": [{"quo', ended="length"), "cut off"),
        (said("Certainly! Here are the entities: Valdorie."), "not JSON"),
        (said("[1, 2]"), "not JSON"),
        (said("[" * 100_000), "not JSON"),
        (said("9" * 10_000), "not JSON"),
        (said(""), "not JSON"),
        (said("{}", refusal="I cannot help with that."), "declined"),
        (said("", ended="content_filter"), "declined"),
        (Answer(200, {"choices": []}), "not JSON"),
        (wrong(413, "too large"), "refused with 413"),
    ],
)
def test_a_useless_reply_has_a_reason_and_a_way_out(endpoint: Endpoint, answer: Answer, reason: str) -> None:
    endpoint.answers = [answer]
    error = refused(endpoint)
    assert isinstance(error, Unusable)
    assert error.reason == reason
    assert error.hint


def test_tokens_of_useless_replies_are_counted(endpoint: Endpoint) -> None:
    endpoint.answers = [said("{", ended="length", tokens=(700, 4096))]
    asking = client(endpoint)
    with pytest.raises(Unusable):
        asking.ask(MESSAGES, SCHEMA)
    assert (asking.used.tokens_in, asking.used.tokens_out) == (700, 4096)


def test_tokens_that_the_server_does_not_count_are_estimated(endpoint: Endpoint) -> None:
    endpoint.answers = [said({"entity": ["Valdorie"] * 10}, tokens=None)]
    asking = client(endpoint)
    asking.ask(MESSAGES, SCHEMA)
    assert asking.used.estimated == 1
    assert asking.used.tokens_in > 0
    assert 20 < asking.used.tokens_out < 80


@pytest.mark.parametrize(
    "text", ['```json\n{"a": 1}\n```', '<think>{"b": 2} or so</think>\n{"a": 1}', 'Here it is: {"a": 1} Done.']
)
def test_thoughts_and_fences_around_the_answer_do_no_harm(endpoint: Endpoint, text: str) -> None:
    endpoint.answers = [said(text)]
    assert client(endpoint).ask(MESSAGES, SCHEMA) == {"a": 1}


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"", b"\xff\xfe"])
def test_what_is_no_endpoint_is_told(endpoint: Endpoint, body: bytes) -> None:
    endpoint.answers = [Answer(200, body)]
    assert "not an OpenAI-compatible endpoint" in refused(endpoint).message


def test_an_error_with_status_200_is_an_error(endpoint: Endpoint) -> None:
    endpoint.answers = [Answer(200, {"error": {"message": "upstream", "code": 503}}), said({"a": 1})]
    assert client(endpoint).ask(MESSAGES, SCHEMA) == {"a": 1}


def form_of(asked: object) -> str:
    found = getattr(asked, "body", {}).get("response_format")
    return str(found["type"]) if found else ""


def test_a_server_without_schemas_is_asked_for_json_and_this_is_told_once(endpoint: Endpoint) -> None:
    endpoint.answer = lambda asked: (
        wrong(400, "response_format json_schema is not supported") if form_of(asked) == "json_schema" else said({"a": 1})
    )
    asking = client(endpoint)
    assert [asking.ask(MESSAGES, SCHEMA) for _ in range(3)] == [{"a": 1}] * 3
    assert [form_of(asked) for asked in endpoint.asked] == ["json_schema", *["json_object"] * 3]
    assert len(asking.notices) == 1
    assert "json_schema" in asking.notices[0]


def test_a_model_that_takes_no_temperature_keeps_the_schema(endpoint: Endpoint) -> None:
    endpoint.answer = lambda asked: (
        wrong(400, "Unsupported value: 'temperature' does not support 0") if "temperature" in asked.body else said({"a": 1})
    )
    asking = client(endpoint)
    assert asking.ask(MESSAGES, SCHEMA) == {"a": 1}
    assert form_of(endpoint.asked[-1]) == "json_schema"
    assert asking.notices == []


def test_a_text_that_is_too_long_is_not_mistaken_for_a_missing_form(endpoint: Endpoint) -> None:
    endpoint.answers = [wrong(400, "maximum context length is 4096 tokens")]
    error = refused(endpoint)
    assert isinstance(error, Unusable)
    assert "4096" in error.message
    assert len(endpoint.asked) == 1


def test_once_a_form_was_understood_a_400_is_about_something_else(endpoint: Endpoint) -> None:
    endpoint.answers = [said({}), wrong(400, "no"), said({})]
    asking = client(endpoint)
    asking.ask(MESSAGES, SCHEMA)
    with pytest.raises(Unusable, match="refuses the request"):
        asking.ask(MESSAGES, SCHEMA)
    asking.ask(MESSAGES, SCHEMA)
    assert form_of(endpoint.asked[-1]) == "json_schema"


def test_the_key_is_in_no_log(endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    endpoint.answers = [wrong(500, KEY), said({})]
    asking = client(endpoint)
    asking.ask(MESSAGES, SCHEMA)
    assert "HTTP" in caplog.text
    assert KEY not in caplog.text + repr(asking) + repr(asking.settings)


def test_an_endless_reply_is_broken_off(endpoint: Endpoint) -> None:
    endpoint.answers = [Answer(200, b" " * 9_000_000)]
    assert "not an OpenAI-compatible endpoint" in refused(endpoint).message


def test_at_most_so_many_requests_begin_within_a_minute() -> None:
    hours = Hours()
    pace = Pace(10, clock=hours, wait=hours.wait)
    begun: list[float] = []
    for number in range(200):
        pace.turn()
        begun.append(hours.now)
        hours.now += (number % 7) * 1.3
    assert all(later - earlier > 60 - 1e-6 for earlier, later in zip(begun, begun[10:], strict=False))


def test_threads_keep_to_the_pace_together() -> None:
    hours = Hours()
    pace = Pace(5, clock=hours, wait=hours.wait)
    begun: list[float] = []

    def work() -> None:
        for _ in range(5):
            pace.turn()
            begun.append(hours.now)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(begun) == 20
    assert hours.now >= 1000 + 3 * 60


def test_stopping_ends_the_waiting() -> None:
    pace = Pace(1)
    pace.turn()
    threading.Timer(0.05, pace.stop).start()
    with pytest.raises(Stopped):
        pace.turn()

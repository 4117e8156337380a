"""A language model for tests: a server on this machine that answers from a script and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from postil.schema.settings import Llm
from postil.suggest.llm.client import Client
from postil.suggest.llm.pace import Pace

KEY = "sk-test-4f1c9a-secret"
VARIABLE = "POSTIL_TEST_LLM_KEY"

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends back: bytes or JSON, once `gate` is set."""

    status: int = 200
    body: bytes | Said = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    gate: threading.Event | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the server was asked."""

    path: str
    headers: Mapping[str, str]
    body: Said

    @property
    def system(self) -> str:
        """The system message."""
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        """The user message."""
        return str(self.body["messages"][1]["content"])


def said(content: Said | str, *, ended: str = "stop", tokens: tuple[int, int] | None = (1000, 200), **message: Any) -> Answer:
    """A reply of the model."""
    text = content if isinstance(content, str) else json.dumps(content)
    body: Said = {"choices": [{"message": {"role": "assistant", "content": text, **message}, "finish_reason": ended}]}
    if tokens:
        body["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return Answer(200, body)


def wrong(status: int, message: str = "", **headers: str) -> Answer:
    """A reply with an error."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"error": {"message": message}}, named)


class Endpoint:
    """The server. `answers` are given one after the other, the last one again and again; or `answer` decides."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[Answer] = [said({})]
        self.answer: Callable[[Asked], Answer] | None = None
        self.models: list[str] | None = ["qwen3:8b", "small"]
        self.url = ""
        self._lock = threading.Lock()

    def reply(self, asked: Asked) -> Answer:
        """The next answer."""
        with self._lock:
            self.asked.append(asked)
            following = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return self.answer(asked) if self.answer else following


def settings(endpoint: Endpoint, **given: Any) -> Llm:
    """Settings that lead to the server."""
    known: dict[str, Any] = {"url": endpoint.url, "model": "qwen3", "key": VARIABLE, "price_in": 0.5, "price_out": 2.0}
    return Llm(**(known | given))


class Hours:
    """A clock that goes on only when somebody waits. `waited` tells how long each time."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waited: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass."""
        with self._lock:
            self.waited.append(seconds)
            self.now += seconds


def client(endpoint: Endpoint, hours: Hours | None = None, *, timeout: float = 10.0, key: str = KEY, **given: Any) -> Client:
    """A client of the server, whose waiting takes no time."""
    clock = hours or Hours()
    found = settings(endpoint, **given)
    pace = Pace(found.per_minute, clock=clock, wait=clock.wait)
    return Client(found, environment={VARIABLE: key}, pace=pace, timeout=timeout)


@contextmanager
def serving() -> Iterator[Endpoint]:
    """The server, running."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = self.rfile.read(int(self.headers["content-length"]))
            answer = endpoint.reply(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(given)))
            if answer.gate:
                answer.gate.wait(30)
            self._send(answer)

        def do_GET(self) -> None:
            listed = endpoint.models
            self._send(wrong(404) if listed is None else Answer(200, {"data": [{"id": name} for name in listed]}))

        def _send(self, answer: Answer) -> None:
            body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return  # who asked has gone

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

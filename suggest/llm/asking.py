"""Requests under way at the same time, each in a thread; what comes of them is handed over in the caller's thread."""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread

from postil.schema.json_types import Json
from postil.suggest.llm.client import Client
from postil.suggest.llm.request import Request

AT_ONCE = 4
GRACE = 20.0  # seconds in which answers that are paid for may still come after an interruption

Answer = dict[str, Json]
Outcome = Answer | BaseException


def ask_all(
    client: Client,
    following: Callable[[], Request | None],
    done: Callable[[Request, Outcome], None],
    *,
    at_once: int = AT_ONCE,
    grace: float = GRACE,
) -> None:
    """Ask for one request after the other until `following` gives None, and hand what comes of each to `done`.

    Both are called in the caller's thread. When that is interrupted, nothing more is begun, and what comes within `grace`
    seconds of the requests under way still goes to `done`: it will be paid for. A second interruption ends that, too.
    """
    outcomes: SimpleQueue[tuple[Request, Outcome]] = SimpleQueue()
    under_way = 0
    try:
        while True:
            while under_way < at_once and (request := following()):
                Thread(target=_ask, args=(client, request, outcomes), daemon=True).start()
                under_way += 1
            if not under_way:
                return
            request, outcome = outcomes.get()
            under_way -= 1
            done(request, outcome)
    finally:
        until = time.monotonic() + grace
        if under_way:
            client.stop()
        while under_way and (left := until - time.monotonic()) > 0:
            try:
                request, outcome = outcomes.get(timeout=left)
            except Empty:
                break
            under_way -= 1
            done(request, outcome)


def _ask(client: Client, request: Request, outcomes: "SimpleQueue[tuple[Request, Outcome]]") -> None:
    try:
        outcomes.put((request, client.ask(request.messages, request.schema)))
    except BaseException as error:  # an error in a thread is one of the caller's, who waits for it
        outcomes.put((request, error))

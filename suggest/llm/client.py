"""Requests to an OpenAI-compatible endpoint: paced, tried again, counted; every fault as a sentence."""

import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from threading import Lock
from urllib.parse import urlsplit

import httpx

from postil.schema.json_types import Json
from postil.schema.safe import safe
from postil.schema.settings import Llm
from postil.suggest.llm import faults, reply
from postil.suggest.llm.asked import Asked, Form
from postil.suggest.llm.pace import Pace
from postil.suggest.llm.spending import Used, about_tokens

_ATTEMPTS = 5
_SLOW_ATTEMPTS = 2  # each may have lasted minutes
_FIRST_ATTEMPTS = 2  # while nothing was ever heard of the server
_LONGEST_DELAY = 30.0  # seconds
_LONGEST_PAUSE = 120.0  # seconds that the server may ask for
_LARGEST = 8_000_000  # bytes of a reply
_LISTED = 8

Message = Mapping[str, str]


class Client:
    """Asks one model at `host`, which is `local` when that is this machine. For many threads at once.

    The key is read from the environment variable that the settings name, and goes nowhere but into the requests.
    `timeout`: seconds for a whole reply. Raises PostilError when the variable holds no key.
    """

    def __init__(
        self,
        settings: Llm,
        *,
        environment: Mapping[str, str] | None = None,
        pace: Pace | None = None,
        timeout: float = 300.0,
    ) -> None:
        self.settings = settings
        self.host = urlsplit(settings.url).netloc.rpartition("@")[2]
        self.notices: list[str] = []
        self.stopped = False
        self._url = settings.url.rstrip("/")
        self._key = _key(settings.key, os.environ if environment is None else environment)
        self._pace = pace or Pace(settings.per_minute)
        self._timeout = timeout
        self._lock = Lock()
        self._used = Used()
        self._asked = Asked()
        self._heard = self._agreed = False
        self.local = _local(urlsplit(settings.url).hostname or "")
        self._http = httpx.Client(
            headers={"User-Agent": "postil"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {}),
            timeout=httpx.Timeout(timeout, connect=min(10.0, timeout), pool=None),
            trust_env=not self.local,  # a proxy cannot reach what only this machine sees
        )

    @property
    def used(self) -> Used:
        """What was used up so far, also by replies that were of no use."""
        with self._lock:
            return self._used

    def stop(self) -> None:
        """Begin no more requests; those under way go on."""
        self.stopped = True
        self._pace.stop()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(self, messages: Sequence[Message], schema: Mapping[str, Json]) -> dict[str, Json]:
        """The model's answer: an object that should follow `schema`, but need not.

        Raises Unusable when this answer cannot be had, Unreachable when none can, Stopped.
        """
        asked = self._asked
        attempt = 0
        while True:
            attempt += 1
            self._pace.turn()
            try:
                status, pause, body = self._post(messages, asked.fields(schema))
            except httpx.RequestError as error:
                self._retry_after_break(error, attempt)
                continue
            if status in (400, 422) and (simpler := self._simpler(asked, body)):
                asked, attempt = simpler, attempt - 1
            elif status in (408, 429) or status >= 500:
                self._retry_after_fault(status, pause, body, attempt)
            elif status != 200:
                raise self._refusal(status, body)
            else:
                self._settle(asked)
                return self._read(messages, body)

    def _post(self, messages: Sequence[Message], fields: Mapping[str, Json]) -> tuple[int, float | None, Json]:
        """Status, the pause asked for in seconds, body."""
        sent = {"model": self.settings.model, "messages": list(messages), **fields}
        with self._lock:
            self._used = replace(self._used, requests=self._used.requests + 1)
        until = time.monotonic() + self._timeout
        received = bytearray()
        with self._http.stream("POST", f"{self._url}/chat/completions", json=sent) as response:
            self._heard = True
            for part in response.iter_bytes():
                received += part
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the reply trickles in")
                if len(received) > _LARGEST:
                    raise faults.not_openai(self.host)
            body = reply.parsed(received.decode("utf-8", "replace"))
            status = response.status_code
            return (reply.failure(body) if status == 200 else 0) or status, _pause(response.headers), body

    def _retry_after_break(self, error: httpx.RequestError, attempt: int) -> None:
        slow = isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout)
        if attempt >= (_SLOW_ATTEMPTS if slow else _ATTEMPTS if self._heard else _FIRST_ATTEMPTS):
            raise faults.too_slow(self.host, self._timeout) if slow else faults.not_listening(self.host, _why(error))
        self._pace.rest(_delay(attempt))

    def _retry_after_fault(self, status: int, pause: float | None, body: Json, attempt: int) -> None:
        if status == 429 and reply.out_of_money(body):
            raise faults.used_up(self.host)
        if pause is not None and pause > _LONGEST_PAUSE:
            raise faults.overrun(self.host, pause)
        if attempt >= _ATTEMPTS:
            raise faults.ailing(self.host, status, reply.complaint(body, self._key))
        delay = _delay(attempt) if pause is None else pause
        if status == 429 or pause is not None:
            self._pace.pause(delay)  # it concerns every thread
        else:
            self._pace.rest(delay)

    def _simpler(self, asked: Asked, body: Json) -> Asked | None:
        """What to try instead: only as long as this server never answered to the form asked for."""
        return None if self._agreed else asked.simpler(reply.complaint(body, self._key))

    def _settle(self, asked: Asked) -> None:
        with self._lock:
            if not self._agreed and asked.form is not Form.SCHEMA:
                self.notices.append(
                    f"{self.host} cannot force the reply's form (json_schema): the model is only asked to keep to it."
                )
            if not self._agreed:
                self._asked, self._agreed = asked, True

    def _refusal(self, status: int, body: Json) -> faults.Unreachable | faults.Unusable:
        if status in (401, 403):
            return faults.wrong_key(self.host, status, self.settings.key)
        if status == 404:
            return self._unknown()
        if 300 <= status < 400:
            return faults.elsewhere(self.host, status)
        return faults.refused(self.host, status, reply.complaint(body, self._key))

    def _unknown(self) -> faults.Unreachable:
        """A wrong address and an unknown model both give 404: the list of models tells which."""
        try:
            response = self._http.get(f"{self._url}/models", timeout=min(10.0, self._timeout))
            known = reply.models(reply.parsed(response.text)) if response.status_code == 200 else None
        except httpx.RequestError:
            known = None
        if known is None:
            return faults.no_endpoint(f"{self._url}/chat/completions")
        near = get_close_matches(self.settings.model, known, n=_LISTED, cutoff=0.3)
        return faults.no_model(self.settings.model, self.host, list(dict.fromkeys([*near, *known]))[:_LISTED])

    def _read(self, messages: Sequence[Message], body: Json) -> dict[str, Json]:
        if not isinstance(body, dict):
            raise faults.not_openai(self.host)
        said = reply.text(body)
        counted = reply.tokens(body)
        tokens = counted or (about_tokens(sum(len(m["content"]) for m in messages)), about_tokens(len(said)))
        with self._lock:
            self._used = self._used.reply(*tokens, estimated=counted is None)
        reply.require_whole(body)
        return reply.answer(said)


def _local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key(variable: str, environment: Mapping[str, str]) -> str:
    if not variable:
        return ""
    key = environment.get(variable, "").strip()
    if not key:
        raise faults.no_key(variable)
    if not all("!" <= char <= "~" for char in key):
        raise faults.odd_key(variable)  # else the library would refuse it, and repeat it while doing so
    return key


def _delay(attempt: int) -> float:
    """1, 2, 4, … seconds, a little apart for threads that failed together."""
    return float(min(_LONGEST_DELAY, 2 ** (attempt - 1)) * random.uniform(0.8, 1.2))


def _pause(headers: httpx.Headers) -> float | None:
    """The seconds in Retry-After, given as a number or as a date."""
    given = headers.get("retry-after", "").strip()
    if not given:
        return None
    try:
        seconds = float(given) if given[0].isdigit() else parsedate_to_datetime(given).timestamp() - time.time()
    except ValueError:
        return None
    return max(0.0, seconds)


def _why(error: httpx.RequestError) -> str:
    """Why there is no connection. Only what the system says of connecting is repeated: other words could hold headers."""
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, httpx.ConnectError):
        return safe(str(error))[:120] or "no connection"
    return "the connection breaks off"

"""Answers that are kept: what was paid for once is never asked again."""

from collections.abc import Mapping
from typing import Protocol

from postil.schema.json_types import Json
from postil.suggest.llm.reply import parsed
from postil.suggest.llm.request import Request

Answer = Mapping[str, Json]


class Answers(Protocol):
    """Where answers are kept."""

    def answer(self, key: str) -> str | None:
        """The answer kept under the key, or None."""
        ...

    def keep_answer(self, key: str, body: str) -> None:
        """Keep an answer."""
        ...


class Forgetful:
    """Keeps no answers."""

    def answer(self, key: str) -> str | None:
        """None."""
        return None

    def keep_answer(self, key: str, body: str) -> None:
        """Keep nothing."""


def kept(answers: Answers, request: Request) -> Answer | None:
    """The answer that is kept for the request, or None."""
    found = answers.answer(request.key)
    answer = parsed(found) if found else None
    return answer if isinstance(answer, dict) else None

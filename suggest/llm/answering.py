"""Answers asked for within a budget, kept as they come."""

import json
from collections import Counter
from collections.abc import Iterable

from postil.suggest.llm.answers import Answer, Answers
from postil.suggest.llm.asking import AT_ONCE, GRACE, Outcome, ask_all
from postil.suggest.llm.client import Client
from postil.suggest.llm.faults import Unusable
from postil.suggest.llm.pace import Stopped
from postil.suggest.llm.request import Request
from postil.suggest.llm.spending import cost

_FIRST_USELESS = 5  # useless replies before the first good one: asking on would be a waste
_USELESS = 20  # the same, one after the other, where good ones came before


class Answering:
    """Asks, and ends before more than `budget` is spent (None: no bound). All of `answers` is called in the caller's thread.

    `good`: whether this model ever gave a usable answer. `failed`: how many did not come to be of use, by reason, with the
    first of each kind in `faults`. `exhausted`: whether something was left unasked because of the budget.
    """

    def __init__(
        self, client: Client, answers: Answers, budget: float | None = None, *, at_once: int = AT_ONCE, grace: float = GRACE
    ) -> None:
        self.client = client
        self.budget = budget
        self.good = False
        self.failed: Counter[str] = Counter()
        self.faults: dict[str, Unusable] = {}
        self.exhausted = False
        self._answers = answers
        self._at_once = at_once
        self._grace = grace
        self._reserved: dict[str, float] = {}
        self._useless = 0
        self._fault: BaseException | None = None

    @property
    def cost(self) -> float:
        """What was spent so far."""
        used = self.client.used
        return cost(self.client.settings, used.tokens_in, used.tokens_out)

    def ask(self, requests: Iterable[Request]) -> dict[str, Answer]:
        """The answers to the requests, by key, each kept as soon as it comes.

        Raises PostilError when asking on makes no sense.
        """
        waiting = list({request.key: request for request in requests}.values())[::-1]
        got: dict[str, Answer] = {}

        def following() -> Request | None:
            if not waiting or self._fault or not self._affords(waiting[-1]):
                return None
            request = waiting.pop()
            self._reserved[request.key] = self._price(request)
            return request

        def done(request: Request, outcome: Outcome) -> None:
            del self._reserved[request.key]
            if isinstance(outcome, BaseException):
                self._note(outcome)
                return
            self.good, self._useless = True, 0
            self._answers.keep_answer(request.key, json.dumps(outcome))
            got[request.key] = outcome

        ask_all(self.client, following, done, at_once=self._at_once, grace=self._grace)
        if self._fault:
            raise self._fault
        return got

    def _affords(self, request: Request) -> bool:
        """Whether the budget allows this request now.

        A request counts as its estimate, or as what one cost on average when that is more. As long as none has come back
        from which to learn that, only one is under way.
        """
        if self.budget is None:
            return True
        used = self.client.used
        average = self.cost / used.replies if used.replies else 0.0
        expected = [max(average, price) for price in (*self._reserved.values(), self._price(request))]
        if self.cost + sum(expected) <= self.budget and (used.replies or not self._reserved):
            return not self.exhausted
        self.exhausted = self.exhausted or not self._reserved  # else what is under way may turn out cheaper
        return False

    def _price(self, request: Request) -> float:
        return cost(self.client.settings, request.tokens_in, request.tokens_out)

    def _note(self, fault: BaseException) -> None:
        if isinstance(fault, Stopped):
            return
        if isinstance(fault, Unusable):
            self.failed[fault.reason] += 1
            self.faults.setdefault(fault.reason, fault)
            self._useless += 1
            if self._useless < (_USELESS if self.good else _FIRST_USELESS):
                return
        self._fault = self._fault or fault
        self.client.stop()

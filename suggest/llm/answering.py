"""Answers asked for within a budget, kept as they come."""

import json
from collections import Counter, deque
from collections.abc import Sequence

from postil.suggest.llm.answers import Answer, Answers, Budget
from postil.suggest.llm.asking import AT_ONCE, GRACE, Outcome, ask_all
from postil.suggest.llm.client import Client
from postil.suggest.llm.faults import Unusable
from postil.suggest.llm.pace import Stopped
from postil.suggest.llm.request import Request
from postil.suggest.llm.spending import cost

_FIRST_USELESS = 5  # useless replies before the first good one: asking on would be a waste
_USELESS = 20  # the same, one after the other, where good ones came before


class Answering:
    """Asks until the budget is used up. All of `answers` is called in the caller's thread.

    `good`: whether this model ever gave a usable answer. `failed`: how many did not come to be of use, by reason, with the
    first of each kind in `faults`. `exhausted`: whether something was left unasked because of the budget.
    """

    def __init__(
        self, client: Client, answers: Answers, budget: Budget, *, at_once: int = AT_ONCE, grace: float = GRACE
    ) -> None:
        self.client = client
        self.budget = budget
        self.failed: Counter[str] = Counter()
        self.faults: dict[str, Unusable] = {}
        self.articles = 0
        self.exhausted = False
        self._answers = answers
        self._at_once = at_once
        self._grace = grace
        self._reserved: dict[str, float] = {}
        self.good = False
        self._useless = 0
        self._fault: BaseException | None = None

    @property
    def cost(self) -> float:
        """What was spent so far."""
        used = self.client.used
        return cost(self.client.settings, used.tokens_in, used.tokens_out)

    def ask(self, articles: Sequence[Sequence[Request]]) -> dict[str, Answer]:
        """The answers to the requests of each article, by key, each kept as soon as it comes.

        Raises PostilError when asking on makes no sense.
        """
        waiting = deque((place, request) for place, requests in enumerate(articles) for request in requests)
        got: dict[str, Answer] = {}
        begun = -1
        sent: set[str] = set()

        def following() -> Request | None:
            nonlocal begun
            while waiting and waiting[0][1].key in sent:
                waiting.popleft()
            if not waiting or self._fault or not self._affords(waiting[0][1], another=waiting[0][0] != begun):
                return None
            place, request = waiting.popleft()
            self.articles += place != begun
            begun = place
            sent.add(request.key)
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

    def _affords(self, request: Request, *, another: bool) -> bool:
        """Whether the budget allows this request now, `another`: of one more article.

        A request counts as its estimate, or as what one cost on average when that is more. As long as none has come back
        from which to learn that, only one is under way.
        """
        most, bound = self.budget.articles, self.budget.cost
        if most is not None and another and self.articles >= most:
            self.exhausted = True
        elif bound is not None and not self.exhausted:
            used = self.client.used
            average = self.cost / used.replies if used.replies else 0.0
            expected = [max(average, price) for price in (*self._reserved.values(), self._price(request))]
            if self.cost + sum(expected) > bound or (self._reserved and not used.replies):
                self.exhausted = not self._reserved  # else what is under way may turn out cheaper
                return False
        return not self.exhausted

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

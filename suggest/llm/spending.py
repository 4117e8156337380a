"""What asking a language model cost, and what became of its quotes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from postil.schema.settings import Llm

_PER_TOKEN = 3.5  # characters; French and English, prompts and JSON, are at 3 to 4.5
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Used:
    """What a client used up: requests sent, replies that came, tokens in and out, replies whose tokens were estimated."""

    requests: int = 0
    replies: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: int = 0

    def reply(self, tokens_in: int, tokens_out: int, *, estimated: bool) -> "Used":
        """With one more reply."""
        return replace(
            self,
            replies=self.replies + 1,
            tokens_in=self.tokens_in + tokens_in,
            tokens_out=self.tokens_out + tokens_out,
            estimated=self.estimated + estimated,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What was spent so far. `cached`: pieces of text whose answer was there already, free of charge.

    `estimated`: replies whose tokens the server did not count. `located`: quotes found in their article. `dropped`: what was
    left out of the answers, by reason. `failed`: pieces of text without a usable answer, by reason.
    """

    requests: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: int = 0
    cost: float = 0.0
    located: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking would cost, about."""

    articles: int = 0
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0

    def __add__(self, other: "Estimate") -> "Estimate":
        return Estimate(
            self.articles + other.articles,
            self.requests + other.requests,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cost + other.cost,
        )


def about_tokens(characters: int) -> int:
    """About how many tokens so many characters are."""
    return round(characters / _PER_TOKEN)


def cost(settings: Llm, tokens_in: int, tokens_out: int) -> float:
    """What the tokens cost, in the currency of the prices, which are per million tokens."""
    return (tokens_in * settings.price_in + tokens_out * settings.price_out) / _MILLION

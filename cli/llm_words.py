"""What is said of asking a language model: before, while it lasts, and afterwards. All of it on stderr."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from postil.cli import messages
from postil.cli.messages import counted
from postil.schema.safe import safe

if TYPE_CHECKING:
    from postil.schema.settings import Llm
    from postil.suggest.llm.client import Client
    from postil.suggest.llm.source import LlmSource
    from postil.suggest.llm.spending import Estimate, Spending

_CENTS = 1.0  # below it, costs are told with four digits


def announce(client: "Client", estimate: "Estimate", bound: float | None) -> None:
    """Before the first request: who is asked about how much, and what it may cost."""
    settings, host = client.settings, client.host
    messages.say(
        f"Asking {settings.model} at {host} about {counted(estimate.articles, 'article')}: "
        f"about {estimate.tokens_in:,} tokens in, {estimate.tokens_out:,} out, {_costs(settings, estimate.cost)}."
    )
    if bound is not None:
        messages.say(f"It ends before more than {money(bound)} is spent.")
    if estimate.requests > settings.per_minute:
        minutes = estimate.requests / settings.per_minute
        messages.say(f"With {settings.per_minute} requests a minute it takes {minutes:,.0f} minutes at least.")
    if settings.url.lower().startswith("http:") and not client.local:
        what = "The articles and the key travel" if settings.key else "The articles travel"
        messages.warn(f"{what} unencrypted to {host} (http instead of https).")


def _costs(settings: "Llm", cost: float) -> str:
    priced = settings.price_in or settings.price_out
    return f"cost about {money(cost)}" if priced else "cost unknown (no prices in postil.yaml)"


def money(amount: float) -> str:
    """An amount in the currency of the prices."""
    return f"{amount:,.2f}" if amount >= _CENTS or not amount else f"{amount:.4f}"


def running(source: "LlmSource", client: "Client") -> str:
    """What was spent so far, for the progress; where it was interrupted, what it still waits for."""
    spent = source.spending
    if client.stopped:
        return "waiting; Ctrl+C gives up"  # beside the bar, on 80 columns
    words = [f"{spent.tokens_in + spent.tokens_out:,} tokens"]
    if spent.cost:
        words.append(money(spent.cost))
    if spent.failed:
        words.append(f"{sum(spent.failed.values()):,} failed")
    return ", ".join(words)


def told(source: "LlmSource", client: "Client") -> None:
    """Afterwards: what was used, what it cost, what became of the quotes, and what was wrong."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in _rows(source.spending):
        table.add_row(safe(name), value)
    if client.used.replies or source.faults:  # else nothing was answered, and the words below or the error say why
        Console(stderr=True, highlight=False, markup=False, emoji=False).print(table)
    for notice in client.notices:
        messages.warn(notice)
    for fault in source.faults:
        messages.warn(f"{counted(source.spending.failed[fault.reason], 'answer')} could not be had: {fault.message}")
        if fault.hint:
            messages.say("  " + fault.hint)
    if source.exhausted and client.used.replies:
        messages.say("Ended before more was spent than allowed; the same command goes on from here.")
    elif source.exhausted:
        messages.say("Nothing was asked: the next article would cost more than --llm-limit allows.")


def _rows(spent: "Spending") -> Iterator[tuple[str, str]]:
    yield "requests", f"{spent.requests:,}"
    if spent.cached:
        yield "answers that were there already", f"{spent.cached:,}"
    yield "tokens in", f"{spent.tokens_in:,}"
    yield "tokens out", f"{spent.tokens_out:,}"
    if spent.estimated:
        yield "replies whose tokens are estimated", f"{spent.estimated:,}"
    yield "cost", money(spent.cost) if spent.cost else "–"
    if spent.located or spent.dropped:
        yield "quotes located", f"{spent.located:,}"
    for reason, count in spent.dropped.items():
        yield f"dropped: {reason}", f"{count:,}"
    for reason, count in spent.failed.items():
        yield f"failed: {reason}", f"{count:,}"

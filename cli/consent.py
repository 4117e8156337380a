"""Asking before something is lost: on a terminal a question, elsewhere a refusal that says what would allow it."""

import sys


def interactive() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, answers: dict[str, str], *, default: str) -> str:
    """One of the keys of `answers`, each with what it means; `default` when nothing, or the end of the input, comes.

    Raises KeyboardInterrupt when that is what is pressed.
    """
    words = ", ".join(f"{key} {meaning}" for key, meaning in answers.items())
    while True:
        print(f"{question} ({words}) [{default}] ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        given = line.strip().casefold()
        if not line:
            print(file=sys.stderr)
        if not given:
            return default
        found = [key for key in answers if key == given or answers[key].startswith(given)]
        if len(found) == 1 or given in answers:
            return given if given in answers else found[0]

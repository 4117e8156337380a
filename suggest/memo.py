"""What a function says of a word, remembered: articles repeat their words."""

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")
_MOST = 1 << 16


class Memo(dict[str, Value], Generic[Value]):
    """A function's values by word; all are forgotten when there are more than 65,536, so it never grows with the texts.

    `map(memo.__getitem__, words)` asks it for many words with no call of a Python function for a word that is known.
    """

    def __init__(self, function: Callable[[str], Value]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> Value:
        if len(self) >= _MOST:
            self.clear()
        value = self[word] = self._function(word)
        return value

"""The articles that were on the desk, in the order of the visit: to go back to where one came from, and on again."""


class Trail:
    """Numbers of articles, and where on the trail one stands."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._at = -1

    @property
    def here(self) -> int:
        """The article visited last; 0 at the beginning."""
        return self._numbers[self._at] if self._numbers else 0

    def beside(self, step: int) -> int:
        """The article before (-1) or after (+1) on the trail; 0 where it ends."""
        at = self._at + step
        return self._numbers[at] if 0 <= at < len(self._numbers) else 0

    def visit(self, number: int) -> None:
        """Go to an article. One beside this one is a step along the trail; any other begins a new way from here."""
        if number == self.here:
            return
        for step in (-1, 1):
            if number == self.beside(step):
                self._at += step
                return
        del self._numbers[self._at + 1 :]
        self._numbers.append(number)
        self._at += 1

    def lead_in(self, number: int) -> None:
        """The trail begins with this article, before the present first one."""
        self._numbers.insert(0, number)
        self._at += 1

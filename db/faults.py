"""What a check finds wrong, gathered by kind: a count and the first few examples, however many there are."""

from dataclasses import dataclass, field

from postil.schema.finding import Finding

_SHOWN = 3


@dataclass(slots=True)
class _Kind:
    level: str
    hint: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Faults:
    """`restore` is the hint for what only a backup can mend. `counts` says what was looked at."""

    restore: str
    kinds: dict[tuple[str, str], _Kind] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, one: str, many: str, example: str, *, level: str = "error", hint: str = "") -> None:
        """One more fault: `one` and `many` are the sentence's beginning after the number ("span does not …")."""
        kind = self.kinds.setdefault((one, many), _Kind(level, hint or self.restore))
        kind.count += 1
        if len(kind.examples) < _SHOWN:
            kind.examples.append(example)

    def looked_at(self, what: str, number: int = 1) -> None:
        """Count what was verified."""
        self.counts[what] = self.counts.get(what, 0) + number

    def findings(self) -> list[Finding]:
        """One finding for each kind of fault."""
        found = []
        for (one, many), kind in self.kinds.items():
            more = f" and {kind.count - len(kind.examples):,} more" if kind.count > len(kind.examples) else ""
            what = f"{kind.count:,} {one if kind.count == 1 else many}: {'; '.join(kind.examples)}{more}."
            found.append(Finding(kind.level, what, kind.hint))
        return found

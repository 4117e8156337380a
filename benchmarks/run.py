"""Measure postil against floors taken in the same run. Run: run.py [SECTION…], all sections by default."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import formats
import helpers
import learning
import own_patterns
import screen
import storing
import suggesting
from table import HEAD, Figure, line

SECTIONS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "start": screen.start,
    "keys": screen.keys,
    "large": screen.large,
    "writers": storing.writers,
    "io": storing.in_and_out,
    "annotated": storing.annotated,
    "merging": storing.merging,
    "docbin": formats.docbin,
    "suggest": suggesting.suggesting,
    "patterns": own_patterns.own_patterns,
    "end-to-end": suggesting.end_to_end,
    "beside": suggesting.beside,
    "helpers": helpers.helpers,
    "learn": learning.learning,
    "suggestions": storing.suggestions,
    "next": storing.next_article,
}


def main(wanted: list[str]) -> int:
    """Run the sections and print their figures; 1 when a limit was missed."""
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        print(f"There is no section {unknown[0]!r}; there are: {', '.join(SECTIONS)}.", file=sys.stderr)
        return 2
    missed = 0
    print(HEAD, flush=True)
    for name in wanted or SECTIONS:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="postil-bench-") as folder:
            for figure in SECTIONS[name](Path(folder)):
                print(line(figure), flush=True)
                missed += not figure.kept
        print(f"  {name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    print("Every limit is kept." if not missed else f"{missed} limits are missed; on a busy machine, measure again.")
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

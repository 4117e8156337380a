"""What the tests of this room share."""

import re
from collections.abc import Callable, Iterator, Sequence

import pytest

from postil.suggest.analysis import Analysis, EntityHit
from postil.suggest.events.telling import Telling
from postil.suggest.text.fold import fold
from postil.suggest.text.sentences import paragraphs, quotes, sentences
from postil.suggest.text.tokens import tokenize

NAMES = {
    "GPE": "Valdorie|Mornésie|Ostréa|Carène|Port-Selvin|Valdoria|Mornesia|Ostrea",
    "PER": "Tomas Brell|Ilse Marrow|Brell|Marrow",
    "ORG": "Conseil des îles|Island Council|AVP|Front libre",
    "NORP": "Valdoriens|Valdorians",
    "DATE": r"lundi|mardi|Monday|Tuesday|\b(?:19|20)\d\d\b",
    "EVENT": "Guerre des Cendres",
}
_NAMED = re.compile("|".join(f"(?P<{label}>{names})" for label, names in NAMES.items()))

Tell = Callable[..., Telling]


@pytest.fixture(autouse=True)
def no_hit_outside_the_text(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test in which a rule made a hit outside its text; a test about just that clears the log."""
    yield
    assert [record.message for record in caplog.get_records("call") if record.name == "postil.suggest"] == []


@pytest.fixture
def tell() -> Tell:
    """A function from a text, with invented names as entities, to what it tells."""

    def make(text: str, *, language: str = "fr", targets: Sequence[str] = (), date: str = "2026-05-12") -> Telling:
        folded = fold(text)
        entities = [EntityHit(m.start(), m.end(), str(m.lastgroup), "test", 0.9) for m in _NAMED.finditer(folded)]
        return Telling(
            Analysis(
                text=text,
                folded=folded,
                language=language,
                tokens=tokenize(folded),
                paragraphs=paragraphs(folded),
                sentences=sentences(folded),
                quotes=quotes(folded),
                entities=entities,
                lists={"targets": tuple(targets)},
                date=date,
            )
        )

    return make

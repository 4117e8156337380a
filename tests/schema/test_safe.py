"""safe(): nothing that acts on a terminal gets through, and nothing moves."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.safe import safe

FRENCH = (
    "« La Norvège s’est dite “préoccupée” : l’œuvre d’Éric, à Reykjavík, coûte 20\u00a0% de 1\u202f200 € — où ça ? »\u00a0; "
    'l\'"État" dit n° 3… Ils naîtront demain, ÇÀ ET LÀ, ŒUVRE ÆTHER ÿ Ÿ ½ × ÷ → • † ‰ ′ ‹a› „b‟'
)
WILD = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from("a é\u0301\u0300\u200d\u202e\u2066\x1b\x9b\n\t\x00\x7f\ufeff\ufe0f👩\ud800\u3164\u1160\u0903\u20dd"),
    max_size=40,
)


def harmless(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


@given(WILD)
def test_same_length_and_harmless(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    assert all(map(harmless, shown))


@given(WILD)
def test_each_harmless_character_stays_unless_it_piles_up(text: str) -> None:
    for before, after in zip(text, safe(text), strict=True):
        assert after == before or after in "\u25cc\ufffd\u2421\u2426" or "\u2400" <= after <= "\u241f"


@given(WILD)
def test_safe_twice_is_safe_once(text: str) -> None:
    assert safe(safe(text)) == safe(text)


def test_every_code_point() -> None:
    """All of Unicode, one by one between letters."""
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        shown = safe(f"a{char}b")
        assert len(shown) == 3
        if not harmless(shown[1]):
            pytest.fail(f"U+{code:04X} gets through as U+{ord(shown[1]):04X}")


def test_stand_ins() -> None:
    assert safe("\x00\x07\x1b[31m\r\n\t\x1f") == "␀␇␛[31m␍␊␉␟"
    assert safe("\x7f\x80\x9b\x9d\x9f") == "␡␦␦␦␦"
    assert safe("a\u202eb\u2066c\u2069d\u200be\u200ff\u00adg\ufeffh\u2028i\u2029j\u061c") == "a◌b◌c◌d◌e◌f◌g◌h◌i◌j◌"
    assert safe("\ud800\udfff\ue000\ufffe\U0010ffff\u0378\u0530") == "\ufffd" * 7
    assert safe("\u3164\u115f\u1160\uffa0\u2800\u180e\u034f\u17b4\ufe0f\U000e0001\U000e0100") == "◌" * 11


def test_known_text_is_unchanged() -> None:
    assert safe(FRENCH) == FRENCH
    for text in ("Straße", "Ελληνικά", "Київ", "東京の港", "한국", "سليم الخطيب", "תל אביב", "हिन्दी", "ไทย", "नमस्ते"):
        assert safe(text) == text


def test_nbsp_and_emoji_stay_and_joiners_are_shown() -> None:
    assert safe("«\u00a0oui\u202f! 🐟 👍🏽 🇫🇷") == "«\u00a0oui\u202f! 🐟 👍🏽 🇫🇷"
    assert safe("👩\u200d🌾 ❤\ufe0f") == "👩◌🌾 ❤◌"


def test_decomposed_accents_stay_and_piles_are_cut() -> None:
    assert safe("E\u0301nergie") == "E\u0301nergie"
    assert safe("e" + "\u0301" * 6 + "e\u0301") == "e" + "\u0301" * 4 + "◌◌" + "e\u0301"
    assert safe("क" + "\u0903" * 6) == "क" + "\u0903" * 4 + "◌◌"
    assert safe("\u1112" + "\u1161" * 6) == "\u1112" + "\u1161" * 4 + "◌◌"


def test_keep() -> None:
    assert safe("a\nb\tc\x1b", keep="\n") == "a\nb␉c␛"
    assert safe("a\nb\tc", keep="\n\t") == "a\nb\tc"


def test_plain_text_is_not_copied() -> None:
    text = FRENCH * 100
    assert safe(text) is text

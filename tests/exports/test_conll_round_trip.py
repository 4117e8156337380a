"""CoNLL with its file of offsets, out and in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from postil.exports.writer import Misaligned, Options
from round_trips import require_round_trip


@pytest.mark.parametrize("misaligned", Misaligned)
def test_everything_comes_back_but_what_is_named(misaligned: Misaligned) -> None:
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        scheme = data.draw(schemes())
        require_round_trip("conll", data.draw(corpora(scheme)), scheme, options=Options(misaligned=misaligned), dated=True)

    run()

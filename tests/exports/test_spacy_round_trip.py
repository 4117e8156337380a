"""spaCy DocBins: written, read back, and equal up to what was named, on the token grid or moved onto it."""

import pytest
from corpora import corpora, schemes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from round_trips import require_round_trip

from postil import exports
from postil.exports import Misaligned


@pytest.mark.parametrize("misaligned", Misaligned)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_everything_comes_back_but_what_is_named(misaligned: Misaligned, data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    options = exports.Options(misaligned=misaligned, shard=data.draw(st.sampled_from([1, 2, 5000])))
    require_round_trip("spacy", data.draw(corpora(scheme)), scheme, options=options, dated=True)

"""WebAnno TSV, out and in."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from round_trips import require_round_trip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_everything_comes_back_but_what_is_named(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    require_round_trip("webanno", data.draw(corpora(scheme)), scheme)

"""Prodigy JSONL out and back in: everything is as it was, but for articles that nobody has worked on."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from round_trips import require_round_trip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_everything_comes_back_but_what_is_named(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    require_round_trip("prodigy", data.draw(corpora(scheme)), scheme, dated=True, everything=True)

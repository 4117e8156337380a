"""Out as Parquet and as a Hugging Face folder, and back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from postil.exports import Options
from round_trips import require_round_trip

round_trip = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@round_trip
@given(st.data())
def test_everything_comes_back_but_what_is_named(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    require_round_trip("parquet", data.draw(corpora(scheme)), scheme, dated=True)


@round_trip
@given(st.data(), st.sampled_from([1, 2, 5000]))
def test_a_folder_comes_back_in_any_number_of_files(data: st.DataObject, shard: int) -> None:
    scheme = data.draw(schemes())
    options = Options(shard=shard)
    require_round_trip("huggingface", data.draw(corpora(scheme)), scheme, detected="parquet", options=options, dated=True)


@pytest.mark.parametrize("form", ["parquet", "huggingface"])
def test_without_negatives_only_rejections_stay_away(form: str) -> None:
    @settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def check(data: st.DataObject) -> None:
        scheme = data.draw(schemes())
        records = [r for r in data.draw(corpora(scheme)) if all(a.verdict != "rejected" for a in r.annotations)]
        require_round_trip(form, records, scheme, detected="parquet", options=Options(negatives=False), dated=True)

    check()

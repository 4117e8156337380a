"""UIMA CAS, out and in again: everything comes back, whatever characters XML has no place for."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from postil import corpus, exports
from postil.exports.positive import versions
from postil.schema.references import inward
from round_trips import require_round_trip


@pytest.mark.parametrize("form", ["xmi", "jsoncas"])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_everything_comes_back_but_what_is_named(form: str, data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    require_round_trip(form, data.draw(corpora(scheme)), scheme, dated=True)


@pytest.mark.parametrize("form", ["xmi", "jsoncas"])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_one_annotator_s_work_comes_back_letter_for_letter(form: str, data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    records = data.draw(corpora(scheme, people=("alice",)))
    with TemporaryDirectory() as folder:
        out = Path(folder) / "data"
        exports.write(form, out, records, scheme)
        back = {record.article.id: record for record in corpus.read([out])} if any(map(versions, records)) else {}
    for record in filter(versions, records):
        again = back.pop(record.article.id)
        assert again.article == record.article
        assert dict(again.work) == dict(record.work)
        assert sorted(again.annotations, key=lambda a: a.id) == sorted(inward(record).annotations, key=lambda a: a.id)
    assert not back

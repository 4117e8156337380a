"""UIMA CAS between postil and dkpro-cassis, with the type system that stands beside or inside, in both directions."""

import itertools
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes

cassis = pytest.importorskip("cassis")

from postil import corpus, exports  # noqa: E402  what is not there is found out first
from postil.exports.positive import versions  # noqa: E402
from postil.schema.annotation import Filler  # noqa: E402
from postil.schema.uima_names import scheme_name  # noqa: E402
from postil.schema.uima_text import xml_text  # noqa: E402

FORMS = ("xmi", "jsoncas")
ALMOST_ALL = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=20)


def load(path: Path) -> Any:
    """As anybody would."""
    if path.suffix == ".json":
        with path.open("rb") as stream:
            return cassis.load_cas_from_json(stream)
    with (path.parent / "TypeSystem.xml").open("rb") as types, path.open("rb") as stream:
        return cassis.load_cas_from_xmi(stream, cassis.load_typesystem(types))


def shown(text: str, form: str) -> str:
    return xml_text(text) if form == "xmi" else text


@pytest.mark.parametrize("form", FORMS)
@ALMOST_ALL
@given(data=st.data())
def test_cassis_reads_texts_spans_and_labels(form: str, data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    records = data.draw(corpora(scheme))
    wanted = {(r.article.id, v.annotator): v for r in records for v in versions(r)}
    with TemporaryDirectory() as folder:
        exports.write(form, Path(folder) / "out", records, scheme)
        files = [*Path(folder, "out").glob("*.xmi"), *Path(folder, "out").glob("*@*.json")]
        assert len(files) == len(wanted)
        for path in files:
            cas = load(path)
            (article,) = cas.select("postil.Article")
            version = wanted[article.id, article.annotator]
            assert cas.sofa_string == shown(version.article.text, form)
            (about,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
            assert about.documentId == version.article.id
            found = [fs for fs in cas.select_all_fs() if fs.type.name.startswith("custom.")]
            spans = Counter(
                (scheme_name(fs.type.short_name), fs.value, fs.get_covered_text()) for fs in found if hasattr(fs, "begin")
            )
            choices = Counter(
                (scheme_name(fs.type.short_name), fs.value, fs.target or "") for fs in found if not hasattr(fs, "begin")
            )
            marks = version.annotations
            assert spans == Counter((a.layer, a.label, shown(a.text, form)) for a in marks if a.start is not None)
            assert choices == Counter((a.layer, a.label, a.target) for a in marks if a.start is None)
            assert len(cas.select("postil.Rejected")) == sum(a.start is not None for a in version.rejected)
            fillers = sum(1 for a in marks for fs in a.roles.values() for f in fs if not f.text)
            links = (
                getattr(fs, name.name)
                for fs in found
                for name in fs.type.all_features
                if name.rangeType.name.endswith("FSArray")
            )
            assert sum(len(array.elements) for array in links if array) == fillers


@pytest.mark.parametrize("form", FORMS)
@ALMOST_ALL
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12), st.sampled_from("ab")), max_size=5))
def test_postil_reads_what_cassis_writes(form: str, spans: list[tuple[int, int, str]]) -> None:
    text = "😀é\n\té😀😀 a\rb"
    types = cassis.TypeSystem()
    entity = types.create_type("my.Entity")
    types.create_feature(entity, "category", "uima.cas.String")
    types.create_feature(entity, "next", "uima.tcas.Annotation")
    cas = cassis.Cas(types, sofa_string=text, document_language="fr")
    made = [
        entity(begin=start, end=min(end, len(text)), category=label)
        for start, end, label in spans
        if start < end and start < len(text)
    ]
    for mark, other in itertools.pairwise(made):
        mark.next = other
    cas.add_all(made)
    with TemporaryDirectory() as folder:
        types.to_xml(Path(folder) / "TypeSystem.xml")
        path = Path(folder) / ("n1.xmi" if form == "xmi" else "n1.json")
        cas.to_xmi(path) if form == "xmi" else cas.to_json(path)
        found: list[str] = []
        (record,) = corpus.read([path], detected=found.append)
    assert found == [form]
    assert (record.article.id, record.article.text, record.article.meta) == ("n1", text, {"language": "fr"})
    assert [(a.layer, a.label, a.start, a.end, a.text) for a in record.annotations] == [
        ("Entity", mark.category, mark.begin, mark.end, mark.get_covered_text())
        for mark in sorted(made, key=lambda fs: fs.xmiID)
    ]
    following = [a.roles.get("next", ()) for a in record.annotations]
    assert following == [(Filler(annotation=a.id),) for a in record.annotations[1:]] + [()] * bool(made)


@pytest.mark.parametrize("form", FORMS)
def test_offsets_on_disk_are_utf_16_units(tmp_path: Path, form: str) -> None:
    types = cassis.TypeSystem()
    entity = types.create_type("custom.entity")
    types.create_feature(entity, "value", "uima.cas.String")
    cas = cassis.Cas(types, sofa_string="😀Kim😀")
    cas.add(entity(begin=1, end=5, value="PER"))
    types.to_xml(tmp_path / "TypeSystem.xml")
    cas.to_xmi(tmp_path / "n1.xmi")
    cas.to_json(tmp_path / "n1.json")
    path = tmp_path / ("n1.xmi" if form == "xmi" else "n1.json")
    data = path.read_text("utf-8")
    if form == "xmi":
        assert 'begin="2" end="7"' in data
    else:
        mark = next(fs for fs in json.loads(data)["%FEATURE_STRUCTURES"] if fs["%TYPE"] == "custom.entity")
        assert (mark["begin"], mark["end"]) == (2, 7)
    (record,) = corpus.read([path])
    assert [(a.start, a.end, a.text) for a in record.annotations] == [(1, 5, "Kim😀")]

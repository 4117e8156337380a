"""A scheme made from a corpus can be loaded, and takes the corpus that it was made from."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.corpus.matching import Matcher
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.article import Article
from postil.schema.form import Form
from postil.schema.loss import Losses
from postil.schema.record import Record
from postil.schema.scheme import Kind
from postil.schema.scheme_file import parse_project
from postil.schema.scheme_proposal import Proposal

TEXT = "Kim a salué la Corée."
_ODD = ("null", "yes", "a b", "a_b", "a.b", "é", "e\u0301", "PER", "per", "-", "_", "#", ": x", "😀", "x" * 70, "status", "id")
_NAMES = (
    st.one_of(st.sampled_from(_ODD), st.text(min_size=1, max_size=5))
    .map(str.strip)
    .filter(lambda text: bool(text) and text.isprintable())
)


@st.composite
def _marks(draw: st.DrawFn) -> list[Annotation]:
    layers = draw(st.lists(st.one_of(st.just(""), _NAMES), min_size=1, max_size=3, unique_by=str.casefold))
    forms = {layer: draw(st.sampled_from(Form)) for layer in layers}
    found: list[Annotation] = []
    for number in range(draw(st.integers(1, 8))):
        layer = draw(st.sampled_from(layers))
        label, target = draw(_NAMES), draw(st.sampled_from(["x", "null"])) if forms[layer] is Form.TARGET else ""
        mark = Annotation(id=f"a{number}", layer=layer, label=label, target=target, verdict=Verdict.ADDED, by="a")
        if forms[layer] is Form.RANGE:
            start = draw(st.integers(0, 10))
            roles = {f"r{draw(_NAMES)}": (Filler(text="x"),)} if draw(st.booleans()) else {}
            attributes = {f"q{draw(_NAMES)}": draw(_NAMES)} if draw(st.booleans()) else {}
            end = start + 2
            mark = replace(mark, start=start, end=end, text=TEXT[start:end], roles=roles, attributes=attributes)
        found.append(mark)
    return found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_marks())
def test_it_loads_and_takes_every_label(marks: list[Annotation]) -> None:
    record = Record(Article("n", TEXT), tuple(marks))
    proposal = Proposal()
    proposal.add(record)
    source, _ = proposal.yaml("null")
    project = parse_project(source)
    matcher = Matcher.of(project.scheme, project.settings.import_map, Losses())
    matcher.match(record)
    assert not matcher.unknown, source


def test_relations_get_a_layer_of_their_own() -> None:
    def span(name: str, start: int, end: int, label: str, **roles: tuple[Filler, ...]) -> Annotation:
        return Annotation(
            id=name, layer="entities", label=label, start=start, end=end, text=TEXT[start:end], verdict=Verdict.ADDED, by="a",
            roles=roles,
        )  # fmt: skip

    both = (Filler(annotation="2"), Filler(annotation="3"))
    record = Record(Article("n", TEXT), (span("1", 0, 3, "PER", knows=both), span("2", 4, 5, "GPE"), span("3", 6, 11, "GPE")))
    proposal = Proposal()
    proposal.add(record)
    project = parse_project(proposal.yaml("x")[0])
    losses = Losses()
    found = Matcher.of(project.scheme, project.settings.import_map, losses).match(record)
    assert [layer.kind for layer in project.scheme.layers] == [Kind.SPANS, Kind.FRAMES]
    assert found.annotations[3].roles == {"from": (Filler(annotation="1"),), "to": both}
    assert project.scheme.layers[1].roles[1].many
    assert not losses.result()


def test_many_targets_do_not_hide_that_a_layer_has_them() -> None:
    proposal = Proposal()
    for number in range(600):
        mark = Annotation(id="a", layer="s", label="FAVOR", target=f"t{number}", verdict=Verdict.ADDED, by="a")
        proposal.add(Record(Article(f"n{number}", TEXT), (mark,)))
    proposal.add(
        Record(
            Article("last", TEXT), (Annotation(id="a", layer="late", label="NO", target="x", verdict=Verdict.ADDED, by="a"),)
        )
    )
    assert all(layer.each for layer in parse_project(proposal.yaml("x")[0]).scheme.layers)

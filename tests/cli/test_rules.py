"""`postil rules`: in a project with its counts, elsewhere without; and what a project's own sources do in `postil suggest`."""

import json
from pathlib import Path

import pytest

from postil.cli.project import opened, read
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.record import AnnotationChange, Decision
from postil.suggest.rulebook import rulebook
from running import Postil


def suggestions(project: Path, number: int = 1) -> list[Suggestion]:
    with opened(read(project)) as store:
        return list(store.sheet(number, "nobody").suggestions)


def judge(project: Path, number: int, verdicts: dict[str, Verdict], by: str) -> None:
    """Decide the article's suggestions of some texts."""
    with opened(read(project)) as store:
        for place, origin in enumerate(store.sheet(number, by).suggestions):
            if origin.text not in verdicts:
                continue
            mark = Annotation(
                id=f"{by}{place}", layer=origin.layer, label=origin.label, start=origin.start, end=origin.end, text=origin.text,
                verdict=verdicts[origin.text], by=by, origin=origin,
            )  # fmt: skip
            store.decide(Decision(by, number, "decide", (AnnotationChange(None, mark),)))


def more(project: Path, settings: str) -> None:
    file = project / "postil.yaml"
    file.write_text(file.read_text(encoding="utf-8") + settings, encoding="utf-8")


def test_all_rules_without_a_project(postil: Postil) -> None:
    shown = postil("rules")
    assert (shown.code, shown.err) == (0, "")
    assert all(rule in shown.out for rule in rulebook())
    found = json.loads(postil("rules", "--json").out)["rules"]
    assert [one["id"] for one in found] == list(rulebook())
    assert {"right", "decided", "score_here", "on"}.isdisjoint(found[0])


def test_one_rule_with_its_examples(postil: Postil) -> None:
    rule = rulebook()["org.run"]
    shown = postil("rules", "org.run").out
    assert rule.about in " ".join(shown.split())
    assert f"Its own score is {rule.score:g}." in shown
    assert all(example.text in shown for example in rule.examples)
    found = json.loads(postil("rules", "org.run", "--json").out)
    assert [example["text"] for example in found["examples"]] == [example.text for example in rule.examples]


@pytest.mark.parametrize("columns", ["80", ""])
def test_examples_fit_80_columns(postil: Postil, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """Words stay whole, and no line is filled up with blanks, which a narrower terminal shows as an empty line."""
    monkeypatch.setenv("COLUMNS", columns)
    longest = max(rulebook().values(), key=lambda rule: max(len(one.text) for one in rule.examples))
    shown = postil("rules", longest.id).out
    assert max(map(len, shown.splitlines())) <= 80
    assert all("  " + one.text.split()[0] in shown for one in longest.examples)
    assert {word for one in longest.examples for word in one.text.split()} <= set(shown.split())
    assert not any(line and line.isspace() for line in shown.splitlines())
    short = postil("rules", "org.run").out
    assert max(map(len, short[short.index("Finds what") :].splitlines())) < 60
    assert max(map(len, postil("rules").out.splitlines())) <= 80


def test_an_unknown_rule_leads_to_the_nearest(postil: Postil) -> None:
    refused = postil("rules", "org.rum\x1b")
    assert refused.code == 2
    assert "There is no rule 'org.rum␛'." in refused.err
    assert "Did you mean 'org.run'?" in refused.err
    assert "All rules: postil rules" in postil("rules", "xxxxxxxxxxxxxx").err


def test_what_was_decided_is_counted(postil: Postil, project: Path) -> None:
    postil("-C", project, "suggest")
    city = next(s.source.removeprefix("rules:") for s in suggestions(project) if s.text == "Paris")
    judge(project, 1, {"Paris": Verdict.ACCEPTED, "mardi": Verdict.REJECTED}, "alice")
    judge(project, 1, {"Paris": Verdict.REJECTED}, "bob")
    found = {one["id"]: one for one in json.loads(postil("-C", project, "rules", "--json").out)["rules"]}
    assert [found[city][key] for key in ("right", "decided", "on")] == [1, 2, True]
    assert found[city]["score_here"] == pytest.approx((10 * rulebook()[city].score + 1) / 12, abs=1e-4)
    assert found["date.weekday"]["score_here"] == pytest.approx(10 * rulebook()["date.weekday"].score / 11, abs=1e-4)
    assert "Here 1 of 2 suggestions were right; its score is " in " ".join(postil("-C", project, "rules", city).out.split())
    assert "1/2" in postil("-C", project, "rules").out


def test_a_rejected_rule_suggests_with_less(postil: Postil, project: Path) -> None:
    postil("-C", project, "suggest")
    before = {s.identity: s for s in suggestions(project, 2)}
    (weekday,) = (s.text for s in suggestions(project) if s.source == "rules:date.weekday")
    judge(project, 1, {weekday: Verdict.REJECTED}, "alice")
    file = project / "postil.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nsuggest: {off: [org.run]}\n", encoding="utf-8")
    assert postil("-C", project, "suggest", "--again").code == 0
    scores = {
        s.identity: (before[s.identity].score, s.score) for s in suggestions(project, 2) if s.source == "rules:date.weekday"
    }
    assert scores
    assert all(after == pytest.approx(10 * own / 11, abs=1e-4) for own, after in scores.values())


def test_a_rule_that_is_off(postil: Postil, project: Path) -> None:
    more(project, "\nsuggest: {off: [date.weekday]}\n")
    postil("-C", project, "suggest")
    assert "rules:date.weekday" not in {s.source for number in (1, 2) for s in suggestions(project, number)}
    assert "It is switched off." in " ".join(postil("-C", project, "rules", "date.weekday").out.split())
    found = {one["id"]: one["on"] for one in json.loads(postil("-C", project, "rules", "--json").out)["rules"]}
    assert [rule for rule, on in found.items() if not on] == ["date.weekday"]


def test_an_unknown_rule_cannot_be_off(postil: Postil, project: Path) -> None:
    more(project, "\nsuggest: {off: [date.weekdays]}\n")
    for command in ("suggest", "rules"):
        refused = postil("-C", project, command)
        assert refused.code == 2
        assert "There is no rule 'date.weekdays' (off in postil.yaml)." in refused.err
        assert "Did you mean 'date.weekday'?" in refused.err


def test_all_rules_off(postil: Postil, project: Path) -> None:
    more(project, "\nsuggest: {rules: no}\n")
    assert "nobody suggests: postil.yaml switches the rules off" in postil("-C", project, "suggest").err
    assert suggestions(project) == []
    assert not any(one["on"] for one in json.loads(postil("-C", project, "rules", "--json").out)["rules"])


def test_own_patterns_suggest_beside_the_rules(postil: Postil, project: Path) -> None:
    entries = [{"label": "MISC", "pattern": "l'accord"}, {"label": "GPE", "pattern": "Paris"}]
    (project / "patterns.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    assert postil("-C", project, "suggest").code == 0
    by_text = {s.text: s.source for s in suggestions(project) if s.start is not None and s.layer == "entity"}
    assert by_text["l’accord"] == "patterns:l'accord"
    assert by_text["Paris"] == "rules:city + patterns:Paris"


def test_a_bad_pattern_is_a_sentence(postil: Postil, project: Path) -> None:
    (project / "patterns.jsonl").write_text('{"label": "OGR", "pattern": "x"}', encoding="utf-8")
    refused = postil("-C", project, "suggest")
    assert refused.code == 2
    assert "patterns.jsonl, line 1: the scheme has no spans or frames labelled 'OGR'." in refused.err


@pytest.mark.parametrize("workers", [1, 2])
def test_a_pipeline_suggests_beside_the_rules(postil: Postil, project: Path, workers: int) -> None:
    import spacy

    nlp = spacy.blank("fr")
    entries = [{"label": label, "pattern": text} for label, text in (("LOC", "Paris"), ("PER", "Jens"), ("GENE", "mardi"))]
    nlp.add_pipe("entity_ruler").add_patterns(entries)  # type: ignore[attr-defined]  # the ruler's own method
    nlp.to_disk(project / "models" / "mine")
    more(project, "\nsuggest: {rules: no, pipelines: {models/mine: }}\n")
    done = postil("-C", project, "suggest", "--workers", workers)
    assert done.code == 0
    assert "no place for these labels of models/mine, and they are left out: GENE." in done.err
    found = [(s.text, s.label, s.source) for number in (1, 2) for s in suggestions(project, number)]
    assert found == [("Paris", "GPE", "pipeline:models/mine"), ("Jens", "PER", "pipeline:models/mine")]


def test_a_missing_pipeline_stops_with_the_command_that_installs_it(postil: Postil, project: Path) -> None:
    more(project, "\nsuggest: {pipelines: {fr_core_news_zz: , fr_core_news_lg: }}\n")
    refused = postil("-C", project, "suggest")
    assert refused.code == 2
    assert "The spaCy pipeline fr_core_news_zz is not installed." in refused.err
    assert "-m pip install fr_core_news_zz" in refused.err

"""`postil evaluate`: suggestions, or an annotator's annotations, against gold annotations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postil.cli import complete, messages
from postil.cli.output import data, data_json
from postil.cli.progress import progress
from postil.cli.project import Project, here, opened
from postil.schema.errors import PostilError
from postil.schema.json_types import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.cli.evaluate_found import Annotator, Suggestions
    from postil.cli.evaluate_gold import Survey
    from postil.cli.evaluate_labels import Plan
    from postil.cli.evaluate_run import Outcome
    from postil.schema.scheme import Layer


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A file or folder with annotated articles.")],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="Of GOLD; else found out.", autocompletion=complete.readers)
    ] = "",
    encoding: Annotated[str, typer.Option(metavar="NAME", help="Of GOLD, where it is not UTF-8, such as cp1252.")] = "",
    layers: Annotated[
        list[str] | None, typer.Option("--layer", metavar="NAME", help="Only this layer; may be given again.")
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="GOLD=LABEL,…", help="Which labels are right for a label of GOLD: Location=GPE,LOC"),
    ] = None,
    ignored: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="LABEL[~REGEX]", help="Leave out what has this label (and matches), and lies on it."),
    ] = None,
    outer: Annotated[bool, typer.Option("--outermost", help="Of nested gold spans only the outermost.")] = False,
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="The annotations of NAME instead of suggestions.")] = "",
    sources: Annotated[
        list[str] | None, typer.Option("--source", metavar="KIND", help="Only what this source suggests by itself.")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=0, help="Only the first N annotated articles; 0: all.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Measure how right suggestions, or an annotator's annotations, are on articles with gold annotations."""
    if name and sources:
        raise PostilError("--as and --source exclude each other.", hint="--as measures a person, --source suggestions.")
    from postil.cli.evaluate_found import Annotator, suggesting
    from postil.cli.evaluate_gold import Gold
    from postil.cli.evaluate_labels import plan, wanted
    from postil.cli.evaluate_run import Run

    project = here()
    scheme = project.file.scheme
    asked = wanted(layers or (), maps or (), ignored or ())
    corpus = Gold(gold, form, limit, encoding)
    survey = corpus.survey()
    made = plan(scheme, survey.marks, asked, whole=survey.whole)
    _require_common(made, survey, [one for one in scheme.layers if not layers or one.name in layers], gold)
    if made.idle:
        read = messages.counted(survey.articles, "article")
        messages.warn(f"within --limit ({read}) neither GOLD nor the scheme has the label of {', '.join(made.idle)}.")
    with opened(project) as store:
        find = Annotator(store, name) if name else suggesting(project, store, sources or ())
        with progress("Evaluating", survey.articles) as tick:
            outcome = Run(scheme, made, outer=outer).over(corpus.records(), find, tick)
    if not outcome.articles:
        raise PostilError(f"{name} annotated none of the articles of {gold} in this project.")
    if as_json:
        data_json(_as_json(gold, name, made, survey, find, outcome))
    else:
        _show(project, name, made, survey, find, outcome)


def _require_common(made: "Plan", survey: "Survey", layers: "Sequence[Layer]", gold: Path) -> None:
    if made.answers:
        return
    from postil.cli.evaluate_labels import advice

    if not survey.marks:
        raise PostilError(f"{gold} is annotated with nothing: there is no mark to compare with.")
    if not made.unmapped:
        raise PostilError(
            f"Nothing is left to compare: what {gold} holds is all left out.", hint="Look at --layer and --ignore."
        )
    labels = ", ".join(f"{label} ({number:,})" for label, number in made.unmapped.items())
    options = advice(layers, list(made.unmapped))
    if "--map" not in options:
        ours = dict.fromkeys(label.name for layer in layers for label in layer.labels)
        options = f"--map {next(iter(made.unmapped))}=LABEL. There are {', '.join(ours)}."
    raise PostilError(
        f"No layer that is asked for has a label of {gold}: {labels}.",
        hint=f"Say which labels of the scheme are right for them, such as: {options}",
    )


def _as_json(
    gold: Path, name: str, made: "Plan", survey: "Survey", find: "Annotator | Suggestions", outcome: "Outcome"
) -> Json:
    from postil.cli.evaluate_found import Annotator
    from postil.cli.evaluate_json import layer_json

    left: dict[str, Json] = {
        "articles_without_annotations": survey.bare,
        "gold_labels": dict(made.unmapped),
        "found_labels": {f"{layer}.{label}": number for (layer, label), number in outcome.unknown.items()},
    }
    if isinstance(find, Annotator):
        left |= {"articles_not_in_project": find.absent, "articles_not_annotated": find.untouched}
    return {
        "gold": str(gold),
        "found": name or "suggestions",
        "articles": outcome.articles,
        "learned_from": 0 if isinstance(find, Annotator) else find.learned,
        "left_out": left,
        "layers": {one.layer.name: layer_json(one) for one in outcome.layers},
    }


def _show(
    project: Project, name: str, made: "Plan", survey: "Survey", find: "Annotator | Suggestions", outcome: "Outcome"
) -> None:
    from postil.cli.evaluate_found import Annotator
    from postil.cli.evaluate_labels import advice
    from postil.cli.evaluate_show import show_layer

    what = f"what {name} annotated" if name else "suggestions"
    data(f"{messages.counted(outcome.articles, 'article')}: {what} against gold annotations")
    data()
    for one in outcome.layers:
        show_layer(one)
    if survey.bare:
        messages.say(f"{messages.counted(survey.bare, 'article')} of GOLD left out: nobody annotated them.")
    if survey.unfinished:
        count = messages.counted(survey.unfinished, "article")
        messages.warn(f"{count} of GOLD not finished: what is not annotated there counts as wrong (postil export --only done).")
    if isinstance(find, Annotator):
        _say_people(find)
    elif find.learned:
        count = messages.counted(find.learned, "article")
        messages.warn(f"the model in use learned from {count} of GOLD: the figures are better than on articles not seen.")
    if outcome.unknown:
        found = ", ".join(f"{layer}.{label} ({number:,})" for (layer, label), number in outcome.unknown.items())
        messages.say(f"Found, and left out, since no label of GOLD is answered by it: {found}.")
    if made.unmapped:
        gold = ", ".join(f"{label} ({number:,})" for label, number in made.unmapped.items())
        messages.warn(f"no layer has these labels of GOLD, so they were left out: {gold}.")
        options = advice(project.file.scheme.layers, list(made.unmapped))
        messages.say(f"  To use them, or say that they are meant to be left out: {options}")


def _say_people(person: "Annotator") -> None:
    if person.absent:
        messages.say(f"{messages.counted(person.absent, 'article')} of GOLD left out: not in this project.")
    if person.untouched:
        messages.say(f"{messages.counted(person.untouched, 'article')} of GOLD left out: {person.name} did not annotate them.")
    if person.unfinished:
        messages.say(f"{messages.counted(person.unfinished, 'article')} counted that {person.name} has not finished.")

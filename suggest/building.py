"""The suggester of a project: every source that its settings name, in the order in which they are preferred."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme import ProjectFile, Scheme
from postil.suggest.analyst import Analyst
from postil.suggest.calibration import PLAIN
from postil.suggest.engine import Suggester
from postil.suggest.llm.answers import Answers
from postil.suggest.llm.source import LlmSource
from postil.suggest.rules import Rules
from postil.suggest.source import Source

if TYPE_CHECKING:
    from postil.suggest.learning.source import ModelSource
    from postil.suggest.pipelines.source import SpacyPipeline


def build(
    project: ProjectFile,
    folder: Path,
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
    tally: Mapping[str, tuple[int, int]] | None = None,
    answers: Answers | None = None,
    learned: bool = True,
) -> Suggester:
    """The suggester for the project in `folder`.

    `lists` are its lists with what was added to them since; `tally` what became of each source's suggestions; `answers` what a
    language model answered: those that are kept are used, and nothing is asked. Without `learned` the model in use is left out.
    Raises PostilError for a source that cannot be had, with what to do; without a learned model that is broken it goes on, and
    the suggester's `notes` say so.
    """
    settings, scheme = project.settings.suggest, project.scheme
    sources: list[Source] = []
    pipelines = _pipelines(project, folder)
    analyst: Analyst | None = None
    if settings.rules:
        parser = next((pipeline for pipeline in pipelines if pipeline.parses), None)
        rules = Rules(scheme, lists, off=settings.off, tally=tally, parser=parser)
        sources.append(rules)
        analyst = None if settings.off else rules.analyst
    if (path := patterns_path(project, folder)) is not None:
        from postil.suggest.patterns.source import Patterns  # spaCy takes a second to import: only where it is wanted

        sources.append(Patterns(scheme, path))
    model, broken = _model(folder, scheme, analyst) if learned else (None, [])
    if model is not None:
        sources.append(model)
    sources += pipelines
    if settings.llm and answers is not None:
        sources.append(LlmSource(settings.llm, scheme, lists, answers))
    calibration = model.calibration if model is not None else PLAIN
    return Suggester(scheme, lists, sources=sources, calibration=calibration, notes=broken)


def _model(folder: Path, scheme: Scheme, analyst: Analyst | None) -> "tuple[ModelSource | None, list[str]]":
    """The learned model in use; one that is broken is left out, with a sentence about it."""
    if not (folder / "models" / "current").exists():
        return None, []
    from postil.suggest.learning.source import in_use

    try:
        return in_use(folder, scheme, analyst), []
    except PostilError as error:
        return None, [f"{error.message} Suggesting goes on without it. {error.hint}"]


def _pipelines(project: ProjectFile, folder: Path) -> "list[SpacyPipeline]":
    wanted = project.settings.suggest.pipelines
    if not wanted:
        return []
    from postil.suggest.pipelines.source import SpacyPipeline

    return [SpacyPipeline(project.scheme, pipeline, folder) for pipeline in wanted]


def patterns_path(project: ProjectFile, folder: Path) -> Path | None:
    """The file of the project's own patterns; None when it has none. Raises PostilError for a named file that is missing."""
    settings = project.settings.suggest
    path = folder / settings.patterns
    if path.exists():
        return path
    if settings.patterns_named:
        raise PostilError(
            f"There is no file {safe(settings.patterns)} in the project folder.",
            hint="postil.yaml names it as the file of your patterns: write it, or take the line out.",
        )
    return None

"""A dataset made aside, and put in its place once it is clear that it may lose what it loses."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from postil.cli import losses
from postil.cli.consent import ask, interactive
from postil.cli.export_chosen import Chosen
from postil.cli.export_split import Splitting
from postil.cli.progress import progress
from postil.schema.errors import PostilError
from postil.schema.loss import Loss
from postil.schema.scheme import Scheme

if TYPE_CHECKING:
    from postil.exports import Dataset, Options, Written

_EVERY = 20
_QUESTION = "Write it all the same?"
_ANSWERS = {"y": "yes", "n": "no"}
_ON_TOKENS = {"e": "expand spans to whole tokens", "c": "contract them", "s": "skip them"}
_MODES = {"e": "expand", "c": "contract", "s": "skip"}


@dataclass(frozen=True, slots=True)
class Found:
    """What the report of losses says: annotations that go over whole, by layer, and the losses."""

    whole: dict[str, int]
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Making:
    """What is to be written, where and how."""

    form: str
    out: Path
    scheme: Scheme
    options: "Options"
    chosen: Chosen
    sides: Splitting | None = None

    def make(self, *, lossy: bool, dry: bool, quiet: bool) -> "tuple[Written | None, Found]":
        """Make the dataset; what was written, or None for a dry run. `quiet`: no table. Raises PostilError.

        The table comes before anything is in its place. Where data would be lost, it is asked first; an answer that lays
        misaligned spans on tokens otherwise makes the dataset anew.
        """
        from postil.exports import export

        splits = self.sides.sides if self.sides is not None else None
        facts = self.sides.facts if self.sides is not None else {}
        parts = self.sides.parts if self.sides is not None else ()
        with (
            progress("Writing", self.chosen.size) as tick,
            export(
                self.form,
                self.out,
                self.chosen.records(),
                self.scheme,
                options=self.options,
                splits=splits,
                parts=parts,
                facts=facts,
                dry=dry,
                tick=lambda done: tick(done) if done % _EVERY == 0 else None,
            ) as dataset,
        ):
            tick.stop()
            found = Found(dataset.whole, tuple(dataset.losses))
            asked = dataset.lossy and not (lossy or dry) and interactive()
            if asked or (not quiet and (found.losses or dry)):
                losses.show(self._title(dry), found.whole, found.losses, out=dry)
            if dry:
                return None, found
            if not dataset.lossy or lossy:
                return dataset.keep(), found
            again = self._consent(dataset)
            if again is None:
                return dataset.keep(), found
        return again.make(lossy=lossy, dry=dry, quiet=quiet)

    def _consent(self, dataset: "Dataset") -> "Making | None":
        """Ask; None for yes, or how to make it instead. Raises PostilError for no, and where nobody is there to answer."""
        from postil.exports import MISALIGNED, Misaligned

        off = any(loss.limit in MISALIGNED for loss in dataset.losses)
        if not interactive():
            hint = "--lossy writes it all the same; --format postil holds everything."
            if off:
                hint += " --misaligned expand, or contract, lays spans on tokens that are off the token grid."
            raise PostilError(
                f"Nothing was written, because the format {self.form} cannot hold everything as it is.", hint=hint
            )
        now = self.options.misaligned.value
        other = {key: words for key, words in _ON_TOKENS.items() if _MODES[key] != now} if off else {}
        answer = ask(_QUESTION, {**_ANSWERS, **other}, default="n")
        if answer == "y":
            return None
        if answer == "n":
            raise PostilError("Nothing was written.", hint="--format postil holds everything.")
        return replace(self, options=replace(self.options, misaligned=Misaligned(_MODES[answer])))

    def _title(self, dry: bool) -> str:
        return f"{self.form}: what {'would go' if dry else 'goes'} over"

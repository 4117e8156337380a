"""brat standoff: a folder of texts, each with its annotations beside, and the configuration with which brat opens it."""

import hashlib

from postil.exports.brat_conf import annotation_conf, marking, visual_conf
from postil.exports.brat_lines import Lines
from postil.exports.brat_types import Types
from postil.exports.positive import Version, versions
from postil.exports.shared_losses import NOTES, REJECTED, count_shared
from postil.exports.writer import Job
from postil.schema.errors import PostilError
from postil.schema.file_name import LONGEST, file_name, fits
from postil.schema.loss import Effect, Limit, Part
from postil.schema.record import Record
from postil.schema.safe import safe

LONG_IDS = Limit("articles whose id is too long for the name of a file: a shorter one", Effect.ASIDE, Part.ID)
# Ranks and targets go with the labels of articles, which are counted whole.
_HOLDS = frozenset((Part.ROLES, Part.ATTRIBUTES, Part.RANK, Part.TARGET, Part.NOTE, Part.ANNOTATOR))


class BratWriter:
    """ANNOTATOR/ID.txt with ID.ann; splits are folders above. What is nobody's stands in the folder itself.

    Spans are T lines, frames are events with triggers, those that only relate two annotations are relations. A type is the
    label, after its layer where several layers have it.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._types = Types(job.scheme)
        self._folders = {"": ""}
        self._events: set[str] = set()

    def add(self, record: Record, split: str) -> None:
        losses = self._job.count.losses
        found = versions(record)
        count_shared(losses, record, found, _HOLDS)
        for version in found:
            losses.marks(REJECTED, record.article, version.rejected)
            if version.work.note or version.work.flag:
                losses.article(NOTES, record.article, version.work.note)
            self._write(version, split)

    def close(self) -> None:
        """The configurations: in the folder itself for brat, in each annotator's to say whose it is."""
        conf = annotation_conf(self._types, self._events)
        for folder, annotator in self._folders.items():
            self._job.stage.write(f"{folder}annotation.conf", f"{marking(annotator)}{conf}".encode())
        self._job.stage.write("visual.conf", visual_conf(self._types).encode())

    def _write(self, version: Version, split: str) -> None:
        lines = Lines(version, self._types, self._job.count.losses)
        name = version.article.id
        stem = file_name(name)
        if not fits(name):
            self._job.count.losses.article(LONG_IDS, version.article)
            stem = f"{file_name(name[: LONGEST // 12])}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        folder = "".join(f"{file_name(part)}/" for part in (split, version.annotator) if part)
        self._folders[folder] = version.annotator
        try:
            text, annotations = version.article.text.encode(), lines.text().encode()
        except UnicodeEncodeError as error:
            raise PostilError(f"The article {safe(name)!r} cannot be written as UTF-8: {error.reason}.") from error
        self._job.stage.write(f"{folder}{stem}.txt", text)
        self._job.stage.write(f"{folder}{stem}.ann", annotations)
        self._events |= lines.events
        self._job.count.article(lines.held, split)

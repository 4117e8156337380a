"""UIMA CAS, as XMI with its type system beside, or as JSON with its types inside: a file for each article and annotator."""

from hashlib import sha256

from postil.exports.cas_document import Document
from postil.exports.cas_types import Types
from postil.exports.fillers import Fillers
from postil.exports.positive import Version, versions
from postil.exports.shared_losses import EVERYTHING, FILLERS, count_shared
from postil.exports.writer import Job
from postil.schema.errors import PostilError
from postil.schema.file_name import LONGEST, file_name
from postil.schema.loss import Effect, Limit, Part
from postil.schema.record import Record
from postil.schema.references import outward
from postil.schema.safe import safe
from postil.schema.uima_text import replaced

CHARACTERS = Limit(
    "control characters in texts: U+FFFD for other tools, and themselves again for postil", Effect.CHANGED, Part.TEXT
)


class _CasWriter:
    """A folder of CAS files, "ARTICLE@ANNOTATOR", in a folder for each split; who and what they are of stands in them too."""

    def __init__(self, job: Job, *, xml: bool) -> None:
        self._job, self._xml = job, xml
        self._types = Types(job.scheme)

    def add(self, record: Record, split: str) -> None:
        record = outward(record)
        found, losses, article = versions(record), self._job.count.losses, record.article
        count_shared(losses, record, found, EVERYTHING)
        if found and self._xml:
            losses.article(CHARACTERS, article, count=len(replaced(article.text)))
        for version in found:
            fillers = Fillers(version.annotations)
            everything = (*version.annotations, *version.rejected)
            losses.marks(FILLERS, article, [a for a in everything if a.roles and fillers.missing(a)])
            self._job.count.article(version.annotations, split)
            if not self._job.stage.dry:
                self._write(version, split)

    def close(self) -> None:
        if self._xml:
            self._job.stage.write("TypeSystem.xml", str(self._types.system.to_xml()).encode())

    def _write(self, version: Version, split: str) -> None:
        try:
            cas = Document(self._types, version, self._job.scheme.language, xml=self._xml).cas
            data = str(cas.to_xmi() if self._xml else cas.to_json(pretty_print=False)).encode()
        except (ValueError, RecursionError) as error:
            raise PostilError(f"The article {safe(version.article.id)!r} cannot be written as a CAS: {error}.") from error
        self._job.stage.write(_name(version, split) + (".xmi" if self._xml else ".json"), data)


class XmiWriter(_CasWriter):
    """XMI 2.0 in XML 1.0, offsets in UTF-16 units, with TypeSystem.xml for all files."""

    def __init__(self, job: Job) -> None:
        super().__init__(job, xml=True)


class JsonCasWriter(_CasWriter):
    """JSON CAS 0.4, offsets in UTF-16 units, each file with its type system."""

    def __init__(self, job: Job) -> None:
        super().__init__(job, xml=False)


def _name(version: Version, split: str) -> str:
    name = f"{file_name(version.article.id)}@{file_name(version.annotator)}"
    if len(name.encode("utf-8", "surrogatepass")) > LONGEST:
        name = sha256(f"{version.article.id}@{version.annotator}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{split}/{name}" if split else name

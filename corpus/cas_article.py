"""What a UIMA CAS says of its article: the id, the annotator, the state, the metadata; and its record."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from postil.corpus.cas_faults import Fault
from postil.corpus.cas_marks import Marks
from postil.corpus.cas_own import exact, json_object, json_pairs
from postil.corpus.cas_types import Meaning, System
from postil.corpus.reading import NOBODY, Reading
from postil.corpus.sources import Source
from postil.schema.article import Article, Region
from postil.schema.file_name import id_of
from postil.schema.json_types import Json
from postil.schema.loss import Effect, Limit
from postil.schema.record import Record, Status, Work
from postil.schema.references import inward
from postil.schema.safe import safe
from postil.schema.uima_text import restored

OTHER_VIEWS = Limit("annotations of other views of a CAS than the one that is read")
GRAMMAR = Limit("sentences, tokens, parts of speech and other grammar", Effect.ASIDE)
STRUCTURES = Limit("feature structures that are no annotations", Effect.ASIDE)
FOLDERS = frozenset(("annotation", "curation"))
INITIAL = "INITIAL_CAS"
_UNKNOWN = "x-unspecified"


def record_of(cas: Any, system: System, source: Source, reading: Reading, *, converted: bool) -> Record:
    """The record. `converted`: whether annotations that are not indexed have offsets in code points too. Raises Fault."""
    view = _view(cas, system, source, reading)
    found: dict[Meaning, list[Any]] = {meaning: [] for meaning in Meaning}
    for structure in sorted(view.get_all_fs(), key=lambda fs: fs.xmiID):
        found[system.shape(structure.type.name).meaning].append(structure)
    reading.losses.add(GRAMMAR, source.name, count=len(found[Meaning.GRAMMAR]))
    reading.losses.add(STRUCTURES, source.name, count=len(found[Meaning.OTHER]))
    own = next(iter(found[Meaning.ARTICLE]), None)
    about = next((fs for fs in found[Meaning.METADATA] if hasattr(fs, "documentId")), None)
    article, annotator = _article(view, source, own, about, found)
    begun = annotator != INITIAL
    by = annotator if begun else NOBODY
    annotations = Marks(article, by, system, view, reading.losses, converted=converted).annotations(found)
    work = {by: _work(own)} if begun or annotations else {}
    return inward(Record(article, annotations, (), work, safe(source.name)))


def _view(cas: Any, system: System, source: Source, reading: Reading) -> Any:
    """The view with a text, the initial one before others."""
    views = sorted(cas.views, key=lambda view: view.sofa.sofaID != "_InitialView")
    chosen = next((view for view in views if (view.sofa.sofaString or "").strip()), None)
    if chosen is None:
        raise Fault("there is no text in it")
    marks = (Meaning.SPAN, Meaning.CHOICE, Meaning.RELATION)
    for view in views:
        if view is not chosen:
            count = sum(system.shape(fs.type.name).meaning in marks for fs in view.get_all_fs())
            reading.losses.add(OTHER_VIEWS, f"{source.name}: {view.sofa.sofaID}", count=count)
    return chosen


def _article(view: Any, source: Source, own: Any, about: Any, found: Mapping[Meaning, Sequence[Any]]) -> tuple[Article, str]:
    text = view.sofa.sofaString
    said = exact(own) if own is not None else {}
    name, annotator = _names(source, about)
    meta: dict[str, Json] = {}
    if own is not None:
        text = restored(text, json_pairs(own.characters))
        name = said.get("id") or own.id or name
        writer = said.get("annotator") or own.annotator or NOBODY
        # Who has annotated on in INCEpTION stands where the article's id was.
        annotator = annotator if annotator and about is not None and about.documentId != own.id else writer
        meta = json_object(own.meta)
    else:
        title = (about.documentTitle or "") if about is not None else ""
        language = next((fs.language for fs in found[Meaning.METADATA] if fs.language), "")
        known = {"title": title if title not in (name, source.path.name) else "", "language": language}
        meta = {key: value for key, value in known.items() if value and value != _UNKNOWN}
    regions = [Region(fs.begin, fs.end, fs.reason or "") for fs in found[Meaning.HIDDEN] if 0 <= fs.begin < fs.end <= len(text)]
    return Article(str(name), text, meta, tuple(regions)), str(annotator)


def _names(source: Source, about: Any) -> tuple[str, str]:
    """The article's id and the annotator, as the metadata or the place in an exported project tell."""
    stem, folder = source.path.stem, source.path.parent
    if folder.parent.name in FOLDERS:
        return id_of(folder.name), stem
    if about is None:
        return source.id, NOBODY
    name, title = about.documentId or "", about.documentTitle or ""
    # INCEpTION writes the project and the document's name into the URI, and the annotator into the id.
    if name and title and re.fullmatch(r"[^/]+/" + re.escape(title), about.documentUri or "") and about.documentBaseUri:
        return title, name
    return name or source.id, NOBODY


def _work(own: Any) -> Work:
    if own is None or not own.status:
        return Work(Status.DONE)
    return Work(Status(own.status), float(own.seconds or 0.0), bool(own.flag), exact(own).get("note") or own.note or "")
